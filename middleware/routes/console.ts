import { extname } from 'node:path'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import type { ConsoleBuild, ConsoleBuilds } from '../console/builds.ts'
import { onlyMethods } from '../guards/methods.ts'

export interface ConsoleDependencies {
  readonly builds: Pick<ConsoleBuilds, 'state'>
  /** Where panels are served from, when the browser reaches this service by another name than Salesforce does. */
  readonly publicUrl: string | undefined
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8'
}
/** Best first; each lies beside the file. */
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz']
] as const

/** The console: one page for every address below, and the hashed files that it loads. */
export function consolePages({ builds, publicUrl }: ConsoleDependencies): Router {
  const router = express.Router({ caseSensitive: true, strict: false })
  const policy = contentPolicy(publicUrl)
  router.get('/assets/:file', asset(builds)).all('/assets/:file', onlyMethods('GET', 'HEAD'))
  router.get('/{*path}', (request, response, next) => {
    if (request.accepts('html') === false) {
      next()
      return
    }
    const state = builds.state()
    response.type('html')
    if (state.kind === 'ready') response.set('Content-Security-Policy', policy).send(state.build.page)
    else if (state.kind === 'building') response.status(503).set('Retry-After', '2').send(being)
    else response.status(503).send(absent(state.said))
  })
  return router
}

/**
 * Nothing comes from elsewhere. Style attributes are the base components' (widths of columns, bars); style elements and
 * scripts in the page are not allowed.
 */
function contentPolicy(publicUrl: string | undefined): string {
  const panels = publicUrl === undefined ? '' : ` ${new URL(publicUrl).origin}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src 'self'${panels}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
}

/** A name holds the hash of its content, so what was loaded once is never asked for again. */
function asset(builds: Pick<ConsoleBuilds, 'state'>): RequestHandler {
  return (request, response, next) => {
    const state = builds.state()
    const name = String(request.params['file'])
    if (state.kind !== 'ready' || !state.build.files.has(name) || types[extname(name)] === undefined) {
      response.status(404).json({ error: 'not-found' })
      return
    }
    const file = encoded(state.build, name, request, response)
    response.set({
      'Cache-Control': 'public, max-age=31536000, immutable',
      'Content-Type': types[extname(name)],
      Vary: 'Accept-Encoding'
    })
    response.sendFile(
      file,
      { root: state.build.folder, cacheControl: false, lastModified: false },
      (error) => {
        if (error !== undefined && !response.headersSent) next(error)
      }
    )
  }
}

function encoded({ files }: ConsoleBuild, name: string, request: Request, response: Response): string {
  for (const [encoding, ending] of encodings)
    if (files.has(name + ending) && request.acceptsEncodings(encoding) !== false) {
      response.set('Content-Encoding', encoding)
      return name + ending
    }
  return name
}

const plain = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}<title>Bothways</title></head><body><h1>Bothways</h1><p>${body}</p></body></html>`
const being = plain(
  '<meta http-equiv="refresh" content="2">',
  'The console is being built, which takes some seconds. This page loads again by itself.'
)
const absent = (said: string): string => plain('', said.replace(/&/g, '&amp;').replace(/</g, '&lt;'))
