import { SalesforceError } from './errors.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const LF = 0x0a
const CR = 0x0d
/** Bytes: 5,000 fields with paths of 200 characters; what is longer is no header. */
const longest = 1 << 20

/** The names of the first line, and every byte behind it. Holds no more than that line and the piece it ends in. */
export async function splitHeader(
  bytes: AsyncIterable<Uint8Array>
): Promise<{ readonly names: readonly string[]; readonly rest: AsyncIterable<Uint8Array> }> {
  const pieces: AsyncIterator<Uint8Array, unknown> = bytes[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  for (;;) {
    const step = await pieces.next()
    const done = step.done === true
    if (step.done !== true) head = Buffer.concat([head, step.value])
    const end = endOfLine(head)
    if (end === -1 && !done && head.length < longest) continue
    if (end === -1 && !done) {
      await pieces.return?.()
      throw new SalesforceError('schema', "Salesforce's result does not begin with the names of its columns.")
    }
    const line = end === -1 ? head : head.subarray(0, end)
    const left = end === -1 ? Buffer.alloc(0) : head.subarray(end + 1)
    return { names: namesOf(line), rest: from(left, pieces) }
  }
}

async function* from(left: Buffer, pieces: AsyncIterator<Uint8Array, unknown>): AsyncGenerator<Uint8Array> {
  try {
    if (left.length > 0) yield left
    for (;;) {
      const step = await pieces.next()
      if (step.done === true) return
      yield step.value
    }
  } finally {
    // Also when the reader stops early: the connection must not stay open behind an answer nobody reads.
    await pieces.return?.()
  }
}

function endOfLine(bytes: Buffer): number {
  let quoted = false
  for (const [at, byte] of bytes.entries()) {
    if (byte === QUOTE) quoted = !quoted
    else if (byte === LF && !quoted) return at
  }
  return -1
}

/** Names of fields hold neither quotes nor commas, so the quotes around them are all there are. */
function namesOf(line: Buffer): string[] {
  const plain = line.filter((byte) => byte !== QUOTE && byte !== CR)
  if (plain.length === 0) return []
  return Buffer.from(plain).toString('utf8').split(String.fromCharCode(COMMA))
}
