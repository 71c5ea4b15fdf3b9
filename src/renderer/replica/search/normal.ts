/** Full-width to half-width, compatibility forms joined, lower case: how text and question meet. */
export const normal = (text: string): string => text.normalize('NFKC').toLowerCase()

export const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')
/** A question that can only be a telephone number or a code of digits. */
export const looksLikeDigits = (text: string): boolean => /^[\d\s()+\-–./]*$/.test(text) && digitsOf(text).length >= 3

/** The marks of a prepared text (prepare.ts) may stand neither in a value nor in a question. */
// oxlint-disable-next-line no-control-regex
export const withoutMarks = (text: string): string => text.replaceAll(/[\u0000-\u0006\u0080-\u009f]/g, '')

/** Whether a text needs two bytes a character. */
// oxlint-disable-next-line no-control-regex
export const isWide = (text: string): boolean => /[^\u0000-\u00ff]/.test(text)
