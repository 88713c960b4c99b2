/** What spreadsheets take for the beginning of a formula, or cut off so that one begins behind it. */
const formula = /^[=+\-@\t\r\n']/

/**
 * A value as a cell of a CSV file that people open in a spreadsheet: an apostrophe before what would be a formula makes it
 * text. One before every apostrophe at the beginning too, so that `fromCell` gives back the very value.
 */
export function toCell(value: string): string {
  const inert = formula.test(value) ? `'${value}` : value
  return /[",\r\n\t]|^\s|\s$/.test(inert) || inert !== value ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** The value of a cell that `toCell` wrote and a CSV reader has read. */
export const fromCell = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell)

export const toCsvLine = (values: readonly (string | null)[]): string =>
  `${values.map((value) => toCell(value ?? '')).join(',')}\r\n`
