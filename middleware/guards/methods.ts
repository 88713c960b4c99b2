import type { RequestHandler } from 'express'

/** Ends a path's routes: whatever came this far used a method that the path does not have. */
export function onlyMethods(...allowed: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.status(405).set('Allow', allowed.join(', ')).json({ error: 'method-not-allowed' })
  }
}
