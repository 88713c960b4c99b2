/** Bytes of a piece: enough that a piece is worth a write. */
const PIECE = 65_536

/** A value of a row in COPY's text format. Arrays are of text. */
export type CopyValue = string | null | readonly (string | null)[]

/**
 * Rows in COPY's text format, made as they are read. Byte by byte into one piece of memory: strings for each step on the way
 * would be most of what a first sync throws away.
 */
export async function* copyRows(rows: Iterable<readonly CopyValue[]>): AsyncGenerator<Uint8Array> {
  let piece = new Piece()
  for (const row of rows) {
    let isFirst = true
    for (const value of row) {
      if (!isFirst) piece.put('\t')
      isFirst = false
      if (value === null) piece.put('\\N')
      else if (typeof value === 'string') piece.putText(value, inText)
      else putArray(piece, value)
    }
    piece.put('\n')
    if (piece.size < PIECE) continue
    yield piece.bytes()
    piece = new Piece()
  }
  if (piece.size > 0) yield piece.bytes()
}

function putArray(piece: Piece, members: readonly (string | null)[]): void {
  let separator = '{'
  for (const member of members) {
    piece.put(separator)
    if (member === null) piece.put('NULL')
    else {
      piece.put('"')
      piece.putText(member, inArray)
      piece.put('"')
    }
    separator = ','
  }
  piece.put(separator === '{' ? '{}' : '}')
}

/** What stands for a character that means something to COPY, and to the array around it. */
type Escapes = Readonly<Record<string, string>>
const inText: Escapes = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const inArray: Escapes = { ...inText, '\\': '\\\\\\\\', '"': '\\\\"' }

class Piece {
  #memory = Buffer.allocUnsafe(PIECE + PIECE / 4)
  size = 0

  /** ASCII that means nothing. */
  put(text: string): void {
    this.#makeRoom(text.length)
    for (let at = 0; at < text.length; at++) this.#memory[this.size++] = text.charCodeAt(at)
  }

  putText(text: string, escapes: Escapes): void {
    this.#makeRoom(text.length)
    const from = this.size
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      // Control characters, the quote and the backslash may mean something; beyond ASCII a character is several bytes.
      if (code < 32 || code === 34 || code === 92 || code > 126) {
        this.size = from
        this.#putEscaped(text, escapes)
        return
      }
      this.#memory[this.size++] = code
    }
  }

  bytes(): Uint8Array {
    return this.#memory.subarray(0, this.size)
  }

  #putEscaped(text: string, escapes: Escapes): void {
    const escaped = text.replace(/[\\"\n\r\t]/g, (char) => escapes[char] ?? char)
    this.#makeRoom(Buffer.byteLength(escaped))
    this.size += this.#memory.write(escaped, this.size)
  }

  #makeRoom(bytes: number): void {
    const needed = this.size + bytes
    if (needed <= this.#memory.length) return
    const larger = Buffer.allocUnsafe(2 * needed)
    this.#memory.copy(larger, 0, 0, this.size)
    this.#memory = larger
  }
}

/** An array of text as the database reads it. */
export function arrayText(members: readonly (string | null)[]): string {
  const words: string[] = []
  let separator = '{'
  for (const member of members) {
    words.push(separator)
    if (member === null) words.push('NULL')
    else words.push('"', special.test(member) ? member.replace(/["\\]/g, '\\$&') : member, '"')
    separator = ','
  }
  words.push(separator === '{' ? '{}' : '}')
  return words.join('')
}

const special = /["\\]/
