import { Counter, type Registry } from 'prom-client'

/** Where somebody was turned away. */
export type Door = 'api' | 'connect' | 'console' | 'panel' | 'webhook'
/** `rate`: too many requests, or wrong keys, of one address. `wrong-key`: a key, link, address or signature that opens nothing. `busy`: no place was free. */
export type RefusalReason = 'rate' | 'wrong-key' | 'busy'
export type Refused = (door: Door, reason: RefusalReason) => void

/** Counts requests that were turned away for `/metrics`; outbound messages have counters of their own. */
export function createRefusalCounter(registry: Registry): Refused {
  const refusals = new Counter({
    name: 'bothways_requests_refused_total',
    help: 'Requests turned away, by door and reason: too many of one address, a wrong key, no place free',
    labelNames: ['door', 'reason'],
    registers: [registry]
  })
  return (door, reason) => refusals.inc({ door, reason })
}
