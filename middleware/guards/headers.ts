import type { RequestHandler } from 'express'

/** What every answer carries: never cached, never sniffed, never framed unless a route says by whom. */
export function headers(): RequestHandler {
  return (_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff'
    })
    next()
  }
}
