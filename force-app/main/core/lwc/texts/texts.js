import locale from '@salesforce/i18n/locale'

const numbers = new Intl.NumberFormat(locale)

/**
 * Puts values into a label's `{0}`, `{1}` …, numbers as the reader writes them.
 * @param {string} text
 * @param {...(string | number | null | undefined)} values
 */
export function fill(text, ...values) {
  return text.replace(/\{(\d+)\}/g, (_, index) => {
    const value = values[Number(index)] ?? ''
    return typeof value === 'number' ? numbers.format(value) : value
  })
}

/**
 * The text of a code that the middleware sends; a code without a text is shown as it is, in words.
 * @param {Record<string, string>} texts
 * @param {string} code
 */
export function textOf(texts, code) {
  return texts[code] ?? code.replace(/[-_]/g, ' ').replace(/^./, (first) => first.toUpperCase())
}

/**
 * A problem in one text: what was refused, and what to do.
 * @param {{ message: string, next?: string }} problem
 */
export const sentenceOf = ({ message, next }) => (next === undefined ? message : `${message} ${next}`)
