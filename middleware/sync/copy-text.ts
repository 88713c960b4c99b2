import type { Canonical } from './canonical.ts'

/** A record of the external side, its lines in canonical text and in the order of the mapping; `undefined` is unknown. */
export interface ExternalRow {
  readonly id: string
  readonly modified: string | null
  readonly deleted: boolean
  readonly values: readonly (Canonical | undefined)[]
}

/** Characters of a piece: enough that a piece is worth a write. */
const PIECE = 65_536

/** Rows in COPY's text format: id, stamp, deleted, which lines are unknown, then `width` lines. Made as it is read. */
export async function* copyText(rows: Iterable<ExternalRow>, width: number): AsyncGenerator<Uint8Array> {
  let piece = ''
  for (const row of rows) {
    piece += line(row, width)
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}

function line({ id, modified, deleted, values }: ExternalRow, width: number): string {
  const absent: number[] = []
  const texts: string[] = []
  for (let at = 0; at < width; at++) {
    const value = values[at]
    if (value === undefined) absent.push(at + 1)
    texts.push(escaped(value ?? null))
  }
  const unknown = absent.length === 0 ? '\\N' : `{${absent.join(',')}}`
  return `${[escaped(id), escaped(modified), String(deleted), unknown, ...texts].join('\t')}\n`
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A NUL can't be stored by PostgreSQL, so it becomes a space: the value then only looks different. */
function escaped(text: Canonical): string {
  if (text === null) return '\\N'
  return text.replace(/[\\\n\r\t\0]/g, (char) => escapes[char] ?? ' ')
}
