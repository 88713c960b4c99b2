import type { RequestHandler } from 'express'
import { clientAddress, networkOf } from './client-address.ts'
import { createCounts, type CountsOptions } from './counts.ts'

export interface RateOptions extends CountsOptions {
  readonly proxies: number
}

/** Lets so many requests of one address through, whatever becomes of them, and answers 429 to the rest before any work is done. */
export function rate({ proxies, ...options }: RateOptions): RequestHandler {
  const counts = createCounts(options)
  const seconds = String(Math.ceil(options.oneEveryMs / 1000))
  return (request, response, next) => {
    const network = networkOf(clientAddress(request, proxies))
    if (counts.isFull(network)) {
      response.status(429).set('Retry-After', seconds).type('text/plain')
      response.send('Too many requests came from there. Wait a moment and try again.\n')
      return
    }
    counts.add(network)
    next()
  }
}
