/** Characters of a piece: enough that a piece is worth a write. */
const PIECE = 65_536

/** A value of a row in COPY's text format. Arrays are of text. */
export type CopyValue = string | null | readonly (string | null)[]

/** Rows in COPY's text format, made as they are read. */
export async function* copyRows(rows: Iterable<readonly CopyValue[]>): AsyncGenerator<Uint8Array> {
  let piece = ''
  for (const row of rows) {
    let separator = ''
    for (const value of row) {
      piece += separator + copyValue(value)
      separator = '\t'
    }
    piece += '\n'
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}

function copyValue(value: CopyValue): string {
  if (value === null) return '\\N'
  return escaped(typeof value === 'string' ? value : arrayText(value))
}

const special = /[\\\n\r\t]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escaped = (text: string): string => text.replace(special, (char) => escapes[char] ?? char)

/** An array of text as the database reads it. */
export const arrayText = (members: readonly (string | null)[]): string => `{${members.map(quoted).join(',')}}`

const quoted = (text: string | null): string =>
  text === null ? 'NULL' : `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`
