import type { Request, RequestHandler, Response } from 'express'
import { clientAddress, networkOf } from './client-address.ts'
import { createCounts, type CountsOptions } from './counts.ts'

export interface RateOptions<P> extends CountsOptions {
  readonly proxies: number
  readonly onRefused?: () => void
  /** What a refused caller is told, where people see it; a sentence of plain text otherwise. */
  readonly refuse?: (request: Request<P>, response: Response, seconds: number) => Promise<void>
}

/** Lets so many requests of one address through, whatever becomes of them, and answers 429 to the rest before any work is done. */
export function rate<P>({ proxies, onRefused, refuse, ...options }: RateOptions<P>): RequestHandler<P> {
  const counts = createCounts(options)
  const seconds = Math.ceil(options.oneEveryMs / 1000)
  return async (request, response, next) => {
    const network = networkOf(clientAddress(request, proxies))
    if (!counts.isFull(network)) {
      counts.add(network)
      next()
      return
    }
    onRefused?.()
    response.status(429).set('Retry-After', String(seconds))
    if (refuse !== undefined) await refuse(request, response, seconds)
    else response.type('text/plain').send('Too many requests came from there. Wait a moment and try again.\n')
  }
}
