import { randomUUID } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import type { Registry } from 'prom-client'
import { bodyBuffer } from './guards/body.ts'
import { framing } from './guards/framing.ts'
import { headers } from './guards/headers.ts'
import { inFlight } from './guards/in-flight.ts'
import { onlyMethods } from './guards/methods.ts'
import { rate } from './guards/rate.ts'
import type { Log } from './log.ts'
import { api, type ApiDependencies } from './routes/api/serve.ts'
import { consolePages, type ConsoleDependencies } from './routes/console.ts'
import { live, metrics, ready, type Readiness } from './routes/health.ts'
import {
  outboundMessages,
  outboundMessageTypes,
  type IntakeDependencies
} from './routes/outbound-messages.ts'
import type { PanelPages } from './routes/panel.ts'
import type { Refused } from './routes/refusal-counter.ts'
import { enter, signIn, signOut, type SignInDoors } from './routes/sign-in.ts'
import { webhookLimit, webhooks, webhookTypes, type WebhookDependencies } from './routes/webhooks.ts'
import { xmlLimits } from './salesforce/strict-xml.ts'

export interface AppDependencies {
  readonly intake: IntakeDependencies
  readonly webhooks: Omit<WebhookDependencies, 'refused'>
  readonly api: ApiDependencies
  readonly signIn: SignInDoors
  readonly console: ConsoleDependencies
  /** Where admins of orgs log in for a step of set-up. */
  readonly connect: RequestHandler
  readonly panel: PanelPages
  /** Outbound messages handled at once, and as many messages of vendors. */
  readonly intakeInFlight: number
  /** Counts who is turned away. */
  readonly refused: Refused
  readonly ready: () => Promise<Readiness>
  readonly registry: Registry
  readonly log: Log
}

/** Every route: path → guard → handler. */
export function createApp(dependencies: AppDependencies): Express {
  const { intake, intakeInFlight, refused: turnedAway, ready: check, registry, log } = dependencies
  const app = express()
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').enable('strict routing')
  app.use(headers(), framing())

  const { counters } = intake
  const busy = () => counters.envelope('busy')
  const refused = () => counters.envelope('refused')
  const hook = '/hooks/salesforce/:token'
  // Bodies that come slowly are received beside the work, so that they don't take its places.
  const receiving = inFlight({ limit: 4 * intakeInFlight, onRefused: busy })
  const received = bodyBuffer({ limit: xmlLimits.body, types: outboundMessageTypes }, refused)
  const working = inFlight({ limit: intakeInFlight, onRefused: busy })
  app.post(hook, receiving, received, working, outboundMessages(intake)).all(hook, onlyMethods('POST'))

  const told = bodyBuffer({ limit: webhookLimit, types: webhookTypes }, () => undefined)
  // Places of their own: a vendor that floods takes none of Salesforce's.
  const hearing = inFlight({ limit: intakeInFlight, onRefused: () => turnedAway('webhook', 'busy') })
  const webhook = '/webhooks/:token'
  const heard = webhooks({ ...dependencies.webhooks, refused: () => turnedAway('webhook', 'wrong-key') })
  app
    .post(webhook, hearing, told, heard)
    .get(webhook, hearing, heard)
    .all(webhook, onlyMethods('GET', 'POST'))

  app.use('/api/v1', api(dependencies.api))
  app.post('/console/sign-in', signIn(dependencies.signIn)).all('/console/sign-in', onlyMethods('POST'))
  app.post('/console/sign-out', signOut(dependencies.signIn)).all('/console/sign-out', onlyMethods('POST'))
  app.get('/console/enter/:token', enter(dependencies.signIn)).all('/console/enter/:token', onlyMethods('GET')) // prettier-ignore
  app.use('/console', consolePages(dependencies.console))
  const { proxies } = dependencies.signIn
  // A person, with some colleagues behind the same address.
  const logins = rate({ most: 30, oneEveryMs: 2000, proxies, onRefused: () => turnedAway('connect', 'rate') })
  app.use('/connect', logins, dependencies.connect)
  // Every record that an office opens.
  const { show, refuse } = dependencies.panel
  const tooOften = () => turnedAway('panel', 'rate')
  const opened = rate({ most: 600, oneEveryMs: 50, proxies, refuse, onRefused: tooOften })
  app.get('/panel/:token', opened, show).all('/panel/:token', onlyMethods('GET'))

  app.get('/health/live', live()).all('/health/live', onlyMethods('GET', 'HEAD'))
  app.get('/health/ready', ready(check)).all('/health/ready', onlyMethods('GET', 'HEAD'))
  app.get('/metrics', metrics(registry)).all('/metrics', onlyMethods('GET', 'HEAD'))

  app.use(notFound)
  app.use(failed(log))
  return app
}

const notFound: RequestHandler = (_request, response) => {
  response.status(404).json({ error: 'not-found' })
}

/**
 * The client gets a number to quote, the log gets the error. A refused request (status below 500) is logged without its
 * error, which would quote the path, and a path may hold a token.
 */
function failed(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  return (error: unknown, request, response, _next) => {
    const id = randomUUID()
    const status = clientStatus(error)
    if (status === undefined) log.error({ err: error, errorId: id, method: request.method }, 'request failed')
    else log.warn({ status, errorId: id, method: request.method }, 'request refused')
    if (response.headersSent) return void response.destroy()
    response.status(status ?? 500).json({ error: status === undefined ? 'internal' : 'bad-request', id })
  }
}

/** 400–499 where Express or a parser says that the request was at fault. */
function clientStatus(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}
