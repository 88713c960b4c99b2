import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
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
  const plain = Buffer.from(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)))
  const pack = plain.length >= packFrom && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
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
