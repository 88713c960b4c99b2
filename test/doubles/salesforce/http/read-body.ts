import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** The request's body, unpacked when the client packed it. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  const bytes = Buffer.concat(chunks)
  const packed = request.headers['content-encoding'] === 'gzip' && bytes.length > 0
  return packed ? await promisify(gunzip)(bytes) : bytes
}
