import type { RequestHandler } from 'express'

export interface InFlightOptions {
  readonly limit: number
  readonly onRefused?: () => void
}

/**
 * Lets `limit` requests through at once and answers 503 to the rest straight away. A queue in memory would only make
 * everybody late: at 32 at once the slowest answers took over 2 s, and the sender repeats what was refused.
 */
export function inFlight({ limit, onRefused }: InFlightOptions): RequestHandler {
  let running = 0
  return (_request, response, next) => {
    if (running >= limit) {
      onRefused?.()
      response.status(503).set('Retry-After', '1').type('text/plain')
      response.send('Too many requests are being handled; send it again.\n')
      return
    }
    running++
    response.once('close', () => running--)
    next()
  }
}
