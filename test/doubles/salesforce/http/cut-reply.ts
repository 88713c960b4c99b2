import type { ServerResponse } from 'node:http'
import type { Reply } from './call.ts'

/** Sends the status, the whole length and half of the answer, then hangs up. */
export async function cutReply(response: ServerResponse, reply: Reply): Promise<void> {
  const [piece = ''] = reply.stream ?? [reply.text ?? JSON.stringify(reply.json ?? {})]
  const bytes = Buffer.from(piece)
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': bytes.length })
  await new Promise((sent) => response.write(bytes.subarray(0, bytes.length / 2), sent))
  response.destroy()
}
