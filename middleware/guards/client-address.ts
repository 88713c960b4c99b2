import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

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

/** Whom requests are counted for: an IPv4 address, or the /64 of IPv6, which is what one customer has to choose from. */
export function networkOf(address: string): string {
  const mapped = /^(?:::ffff:)?([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  const [head = [], tail] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const groups = tail === undefined ? [...head] : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail] // prettier-ignore
  return `${groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64` // prettier-ignore
}
