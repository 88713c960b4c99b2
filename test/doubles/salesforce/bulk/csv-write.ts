/** Salesforce's names of delimiters [K]. */
export const delimiters: Readonly<Record<string, string>> = {
  COMMA: ',',
  TAB: '\t',
  SEMICOLON: ';',
  PIPE: '|',
  CARET: '^',
  BACKQUOTE: '`'
}

export const lineEndings: Readonly<Record<string, string>> = { LF: '\n', CRLF: '\r\n' }

export interface CsvStyle {
  readonly columnDelimiter: string
  readonly lineEnding: string
}

/** Writes rows as results have them: every value in quotes [K]. */
export function csvWriter({ columnDelimiter, lineEnding }: CsvStyle): (values: readonly string[]) => string {
  const between = `"${delimiters[columnDelimiter] ?? ','}"`
  const end = `"${lineEndings[lineEnding] ?? '\n'}`
  return (values) => {
    let line = ''
    for (const [i, value] of values.entries()) {
      line += (i === 0 ? '"' : between) + (value.includes('"') ? value.replaceAll('"', '""') : value)
    }
    return line + end
  }
}

/** Joins lines to pieces worth a write. `size` in characters. */
export function* pieces(lines: Iterable<string>, size = 65_536): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < size) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
