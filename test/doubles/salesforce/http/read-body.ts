import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { uncertainRefusal } from '../errors.ts'

const unpackers: Readonly<Record<string, (packed: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate)
}

/** The request's body, unpacked when the client packed it. Throws 400 for one that can't be. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  const bytes = Buffer.concat(chunks)
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? ''
  const unpack = unpackers[encoding]
  if (!unpack || bytes.length === 0) return bytes
  try {
    return await unpack(bytes)
  } catch {
    throw uncertainRefusal('bodyNotPacked', { encoding })
  }
}
