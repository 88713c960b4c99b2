export interface CsvRow {
  readonly values: readonly string[]
  /** How the row ended; null for a last row without an end. */
  readonly ending: 'LF' | 'CRLF' | null
}

interface Read {
  readonly row: CsvRow
  readonly next: number
}

/** Rows of a CSV file that arrives in pieces. Quoted values may hold delimiters, line ends and doubled quotes. */
export function* csvRows(chunks: Iterable<string>, delimiter: string): Generator<CsvRow> {
  let text = ''
  for (const chunk of chunks) {
    text += chunk
    text = text.slice(yield* rowsOf(text, delimiter, false))
  }
  yield* rowsOf(text, delimiter, true)
}

/** The text of an upload, a piece at a time, so that a big one is not held twice. A byte order mark is dropped. */
export function* textOf(bytes: Buffer, size = 1 << 20): Generator<string> {
  const decoder = new TextDecoder()
  for (let from = 0; from < bytes.length; from += size) {
    yield decoder.decode(bytes.subarray(from, from + size), { stream: true })
  }
  yield decoder.decode()
}

/** Yields the rows that are complete and returns where the rest begins; blank lines are skipped. */
function* rowsOf(text: string, delimiter: string, last: boolean): Generator<CsvRow, number> {
  let from = 0
  while (from < text.length) {
    const read = readRow(text, from, delimiter, last)
    if (!read) break
    from = read.next
    if (read.row.values.length > 1 || read.row.values[0] !== '') yield read.row
  }
  return from
}

/** Null when the row goes on behind the text. */
function readRow(text: string, from: number, delimiter: string, last: boolean): Read | null {
  const values: string[] = []
  let at = from
  for (;;) {
    let value = ''
    if (text[at] === '"') {
      const close = closingQuote(text, at)
      if (close === -1 && !last) return null
      value = text.slice(at + 1, close === -1 ? undefined : close).replaceAll('""', '"')
      at = close === -1 ? text.length : close + 1
    }
    const stop = endOfValue(text, at, delimiter)
    if (stop === text.length && !last) return null
    values.push(value + text.slice(at, stop))
    if (text[stop] === delimiter) {
      at = stop + 1
      continue
    }
    if (text[stop] === '\n') return { row: { values, ending: 'LF' }, next: stop + 1 }
    const ending = text[stop] === '\r' ? 'CRLF' : null
    return { row: { values, ending }, next: stop + (ending ? 2 : 0) }
  }
}

function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1)
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2)
  return at
}

/** The next delimiter or line end; a carriage return alone belongs to the value. */
function endOfValue(text: string, from: number, delimiter: string): number {
  const code = delimiter.charCodeAt(0)
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === code || char === 10) return at
    if (char === 13 && (text.charCodeAt(at + 1) === 10 || at + 1 === text.length)) {
      return at + 1 === text.length ? text.length : at
    }
  }
  return text.length
}
