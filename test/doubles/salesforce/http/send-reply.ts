import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import type { Reply } from './call.ts'

/** Below this many bytes packing costs more than it saves. */
const packFrom = 512

/** Writes the answer; `Date` is the org's clock, which clients take server time from. `now` in milliseconds. */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  now: number
): Promise<void> {
  if (reply.stream) {
    await sendStream(request, response, reply, reply.stream, now)
    return
  }
  const plain = bytesOf(reply)
  const pack = plain.length >= packFrom && takesGzip(request)
  const bytes = pack ? await promisify(gzip)(plain, { level: 1 }) : plain
  const headers: Record<string, string | number> = {
    Date: new Date(now).toUTCString(),
    Vary: 'Accept-Encoding',
    ...(reply.json !== undefined && { 'Content-Type': 'application/json;charset=UTF-8' }),
    ...(pack && { 'Content-Encoding': 'gzip' }),
    ...(reply.status !== 204 && { 'Content-Length': bytes.length }),
    ...reply.headers
  }
  response.writeHead(reply.status, headers)
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function bytesOf({ bytes, text, json }: Reply): Buffer {
  if (bytes) return Buffer.from(bytes)
  return Buffer.from(text ?? (json === undefined ? '' : JSON.stringify(json)))
}

const takesGzip = ({ headers }: IncomingMessage) => /\bgzip\b/.test(headers['accept-encoding'] ?? '')

async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  pieces: Iterable<string>,
  now: number
): Promise<void> {
  const pack = takesGzip(request)
  const packed = pack && { 'Content-Encoding': 'gzip' }
  const headers = { Date: new Date(now).toUTCString(), Vary: 'Accept-Encoding', ...packed, ...reply.headers }
  response.writeHead(reply.status, headers)
  const source = Readable.from(request.method === 'HEAD' ? [] : pieces)
  await (pack ? pipeline(source, createGzip({ level: 1 }), response) : pipeline(source, response))
}
