import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'

const single = new Set(['host', 'content-length', 'transfer-encoding', 'content-type', 'content-encoding'])

/**
 * Turns away what a proxy in front could read as another request than this server does. Node's parser refuses most of
 * it; what it lets through (tried with 24) is two Hosts, odd versions, odd transfer codings, whole URLs as the target.
 */
export function framing(): RequestHandler {
  return (request, response, next) => {
    if (isPlain(request)) {
      next()
      return
    }
    response.status(400).set('Connection', 'close').json({ error: 'bad-request' })
  }
}

function isPlain({ httpVersion, url, rawHeaders, headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding']?.toLowerCase()
  const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
  const framed = names.filter((name) => single.has(name))
  return (
    (httpVersion === '1.1' || (httpVersion === '1.0' && coding === undefined)) &&
    (coding === undefined || coding === 'chunked') &&
    url?.startsWith('/') === true &&
    new Set(framed).size === framed.length
  )
}
