import type { IncomingMessage } from 'node:http'

/**
 * The address a request came from. Behind `proxies` proxies of our own, the one that the outermost of them saw; whatever
 * stands before that in X-Forwarded-For is the client's own word and counts for nothing.
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  const own = request.socket.remoteAddress ?? ''
  if (proxies === 0) return own
  const header = request.headers['x-forwarded-for']
  const seen = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((one) => one.trim())
  return seen.at(-proxies) || own
}
