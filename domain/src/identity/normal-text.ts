/** Full-width forms as half-width (NFKC), without the spaces people put into codes and numbers. */
export const compact = (text: string): string => text.normalize('NFKC').replaceAll(/[\s\u200b-\u200f\ufeff]/g, '')
