/** Bytes of a piece: enough that a piece is worth a write. */
const PIECE = 65_536

/** A value of a row in COPY's binary format: of type text, or an array of it. */
export type CopyValue = string | null | readonly (string | null)[]

/**
 * Rows in COPY's binary format, made as they are read: nothing in it has to be escaped here, nor taken apart there. Byte by byte
 * into one piece of memory: strings for each step on the way would be most of what a first sync throws away.
 */
export async function* copyRows(rows: Iterable<readonly CopyValue[]>): AsyncGenerator<Uint8Array> {
  let piece = new Piece()
  piece.putBytes(signature)
  piece.putInteger(0)
  piece.putInteger(0)
  for (const row of rows) {
    piece.putCount(row.length)
    for (const value of row) {
      if (value === null || typeof value === 'string') piece.putText(value)
      else putArray(piece, value)
    }
    if (piece.size < PIECE) continue
    yield piece.bytes()
    piece = new Piece()
  }
  piece.putCount(-1)
  yield piece.bytes()
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const NULL = -1
/** The type's number, the same in every database. */
const TEXT = 25

function putArray(piece: Piece, members: readonly (string | null)[]): void {
  const start = piece.beginValue()
  piece.putInteger(members.length === 0 ? 0 : 1)
  piece.putInteger(members.includes(null) ? 1 : 0)
  piece.putInteger(TEXT)
  if (members.length > 0) {
    piece.putInteger(members.length)
    // The number of its first member.
    piece.putInteger(1)
  }
  for (const member of members) piece.putText(member)
  piece.endValue(start)
}

class Piece {
  #memory = Buffer.allocUnsafe(PIECE + PIECE / 4)
  size = 0

  putBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#memory.set(bytes, this.size)
    this.size += bytes.length
  }

  putCount(count: number): void {
    this.#makeRoom(2)
    this.size = this.#memory.writeInt16BE(count, this.size)
  }

  putInteger(value: number): void {
    this.#makeRoom(4)
    this.#write(value, this.size)
    this.size += 4
  }

  /** Leaves room for the length of what follows. */
  beginValue(): number {
    this.putInteger(0)
    return this.size
  }

  endValue(start: number): void {
    this.#write(this.size - start, start - 4)
  }

  putText(text: string | null): void {
    if (text === null) {
      this.putInteger(NULL)
      return
    }
    const start = this.beginValue()
    this.#makeRoom(text.length)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > 126) {
        // Beyond ASCII a character is several bytes.
        this.size = start
        this.#makeRoom(Buffer.byteLength(text))
        this.size += this.#memory.write(text, this.size)
        break
      }
      this.#memory[this.size++] = code
    }
    this.endValue(start)
  }

  bytes(): Uint8Array {
    return this.#memory.subarray(0, this.size)
  }

  /** `Buffer` checks each of its own writes first, and these are two for each value. */
  #write(value: number, at: number): void {
    this.#memory[at] = value >>> 24
    this.#memory[at + 1] = value >>> 16
    this.#memory[at + 2] = value >>> 8
    this.#memory[at + 3] = value
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
