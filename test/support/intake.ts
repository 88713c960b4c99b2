import { Agent, request, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Registry } from 'prom-client'
import { createApp } from '../../middleware/app.ts'
import { hashEndpointToken, newEndpointToken } from '../../middleware/guards/endpoint-token.ts'
import { createFailures } from '../../middleware/guards/failures.ts'
import { createLog } from '../../middleware/log.ts'
import type { Handlers } from '../../middleware/routes/api/call.ts'
import type { Readiness } from '../../middleware/routes/health.ts'
import { createIntakeCounters } from '../../middleware/routes/intake-counters.ts'
import { createRefusalCounter } from '../../middleware/routes/refusal-counter.ts'
import type { IntakeConnection, IntakeDependencies } from '../../middleware/routes/outbound-messages.ts'
import { createHttpServer, serverLimits, type ServerLimits } from '../../middleware/server.ts'

export const organizationId = '00Dxx0000000001EAA'

export interface IntakeOptions {
  readonly accept?: (store: () => number) => Promise<number>
  readonly byTokenHash?: IntakeDependencies['connections']['byTokenHash']
  readonly wake?: IntakeDependencies['wake']
  readonly ready?: () => Promise<Readiness>
  readonly inFlight?: number
  readonly proxies?: number
  readonly limits?: Partial<ServerLimits>
}

/** The real app on a free port of loopback, with an inbox in memory; stops with `await using`. */
export async function startIntake(options: IntakeOptions = {}) {
  const token = newEndpointToken()
  const stored = new Map<string, string | null>()
  const woken: IntakeConnection[] = []
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const registry = new Registry()
  const connection = { orgId: 1, connectionId: 7, salesforceOrgId: organizationId }
  const hash = hashEndpointToken(token)

  const app = createApp({
    intake: {
      connections: {
        byTokenHash: options.byTokenHash ?? (async (asked) => (hash.equals(asked) ? connection : null))
      },
      inbox: {
        async accept(_connection, notifications) {
          const store = () => {
            const before = stored.size
            for (const one of notifications) stored.set(one.id, stored.get(one.id) ?? one.recordId)
            return stored.size - before
          }
          return options.accept === undefined ? store() : options.accept(store)
        }
      },
      wake: options.wake ?? ((one) => void woken.push(one)),
      counters: createIntakeCounters(registry),
      log
    },
    webhooks: {
      byTokenHash: async () => null,
      read: async () => null,
      accept: async () => undefined,
      wake: () => undefined,
      log
    },
    connect: (_request, response) => void response.status(404).end(),
    panel: {
      show: (_request, response) => void response.status(404).end(),
      refuse: async (_request, response) => void response.end()
    },
    console: { builds: { state: () => ({ kind: 'missing', said: 'not here' }) }, publicUrl: undefined },
    // Nobody is let in, so no handler is ever asked for.
    api: {
      handlers: {} as Handlers,
      authenticate: async () => null,
      audit: async () => async () => undefined,
      version: '0',
      log
    },
    signIn: {
      adminKeyHash: async () => null,
      openSession: async () => undefined,
      closeSession: async () => undefined,
      useLink: async () => false,
      signedIn: () => undefined,
      refused: () => undefined,
      failures: createFailures(),
      proxies: options.proxies ?? 0,
      secure: true
    },
    refused: createRefusalCounter(registry),
    intakeInFlight: options.inFlight ?? 64,
    ready: options.ready ?? (async () => ({ ok: true, checks: {} })),
    registry,
    log
  })
  const server = createHttpServer(app, { ...serverLimits, ...options.limits })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })

  return {
    port,
    token,
    stored,
    woken,
    registry,
    logs: () => logged.join(''),
    post: (body: string | Buffer, headers: OutgoingHttpHeaders = {}, path = `/hooks/salesforce/${token}`) =>
      send(
        port,
        agent,
        'POST',
        path,
        { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', ...headers },
        body
      ),
    send: (method: string, path: string, headers: OutgoingHttpHeaders = {}) =>
      send(port, agent, method, path, headers),
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    }
  }
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly ms: number
}

function send(
  port: number,
  agent: Agent,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer
): Promise<Reply> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces).toString(),
          ms: performance.now() - started
        })
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** A made-up id: 3 characters of prefix, then the number. */
export function madeId(prefix: string, number: number): string {
  return `${prefix}xx${String(number).padStart(10, '0')}AAA`
}

/** A made-up envelope in the form of the captured ones. `fields` is what every record carries beside its Id. */
export function envelope(
  numbers: readonly number[],
  { organization = organizationId, fields = '' } = {}
): string {
  const notifications = numbers.map(
    (number) =>
      `<Notification><Id>${madeId('04l', number)}</Id><sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">` +
      `<sf:Id>${madeId('003', number)}</sf:Id>${fields}</sObject></Notification>`
  )
  return (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    `<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${organization}</OrganizationId><ActionId>04kxx0000000001AAA</ActionId><SessionId xsi:nil="true"/>` +
    `${notifications.join('')}</notifications></soapenv:Body></soapenv:Envelope>`
  )
}

export function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}
