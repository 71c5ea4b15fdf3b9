/** Full-width to half-width, compatibility forms joined, lower case: how text and question meet. */
export const normal = (text: string): string => text.normalize('NFKC').toLowerCase()

export const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')
/** A question that can only be a telephone number or a code of digits. */
export const looksLikeDigits = (text: string): boolean => /^[\d\s()+\-–./]*$/.test(text) && digitsOf(text).length >= 3

/** The marks between the segments of a prepared text may stand neither in a value nor in a question. */
// oxlint-disable-next-line no-control-regex
export const withoutMarks = (text: string): string => text.replaceAll(/[\u0000-\u0004]/g, '')
