import { createServer, type RequestListener, type Server } from 'node:http'

export interface ServerLimits {
  /** Connections open at once; more are closed at once. */
  readonly connections: number
  /** Time for a request's head, also for the first one of a connection that stays silent. */
  readonly headersMs: number
  /** Time for a whole request, body included. */
  readonly requestMs: number
  /** Time between two requests of a connection; more than the 60 s of common load balancers, so that they close first. */
  readonly idleMs: number
  readonly headerBytes: number
  /** How often the two times are looked at. */
  readonly checkMs: number
}

export const serverLimits: ServerLimits = {
  connections: 4_000,
  headersMs: 10_000,
  requestMs: 30_000,
  idleMs: 65_000,
  headerBytes: 8 * 1024,
  checkMs: 2_000
}

/**
 * An HTTP server that slow, silent and malformed clients can't hold up. What is ambiguous about where a request ends is
 * refused by Node's parser in its strict mode, which this never relaxes.
 */
export function createHttpServer(listener: RequestListener, limits: ServerLimits = serverLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytes,
      insecureHTTPParser: false,
      requireHostHeader: true,
      noDelay: true
    },
    listener
  )
  server.maxConnections = limits.connections
  return server
}
