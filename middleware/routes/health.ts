import type { RequestHandler } from 'express'
import type { Registry } from 'prom-client'

/** `checks` names each thing the service needs and how it is. */
export interface Readiness {
  readonly ok: boolean
  readonly checks: Readonly<Record<string, string>>
}

/** The process answers. Says nothing of the database: restarting this process would not bring it back. */
export function live(): RequestHandler {
  return (_request, response) => void response.json({ ok: true })
}

/** 200 while work can be done here, 503 otherwise: a load balancer then sends it elsewhere. */
export function ready(check: () => Promise<Readiness>): RequestHandler {
  return async (_request, response) => {
    const readiness = await check()
    response.status(readiness.ok ? 200 : 503).json(readiness)
  }
}

/** Counters in Prometheus' text format. */
export function metrics(registry: Registry): RequestHandler {
  return async (_request, response) => {
    response.set('Content-Type', registry.contentType).end(await registry.metrics())
  }
}
