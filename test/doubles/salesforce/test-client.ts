import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { startOrg } from './index.ts'
import type { Org, OrgOptions } from './index.ts'

/** An org for all tests of a file; it is closed behind them. */
export async function openOrg(options?: OrgOptions): Promise<Org> {
  const opening = startOrg(options)
  afterAll(async () => (await opening).close())
  return await opening
}

/** The org as another user calls it, the integration user unless named. */
export async function asUser(org: Org, username = org.credentials.soap.username): Promise<Org> {
  const { accessToken } = (await org.control({ command: 'openSession', username })) as { accessToken: string }
  return { ...org, accessToken }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, or null for an empty body. */
  readonly body: unknown
}

/** Calls the REST API of an org as the given session; `path` starts behind `/services/data/v62.0`. */
export async function rest(
  org: Org,
  method: string,
  path: string,
  body?: unknown,
  token = org.accessToken
): Promise<Answer> {
  const response = await fetch(`${org.url}/services/data/v62.0${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
}

export interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** The `Authorization`; the admin's token unless given. */
  readonly auth?: string
}

/** A request put by hand, and its answer as text. */
export async function send(org: Org, { method = 'GET', path, headers = {}, body, auth }: Sent) {
  const response = await fetch(org.url + path, {
    method,
    redirect: 'manual',
    headers: { Authorization: auth ?? `Bearer ${org.accessToken}`, ...headers },
    ...(body !== undefined && { body })
  })
  const type = response.headers.get('content-type')
  return { status: response.status, type, text: await response.text() }
}

export interface Page {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl?: string
  readonly records: readonly Record<string, unknown>[]
}

export async function query(org: Org, soql: string, resource = 'query'): Promise<Page> {
  const { status, body } = await rest(org, 'GET', `/${resource}?q=${encodeURIComponent(soql)}`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body as Page
}

/** The first error of a refused call: `CODE: message`. */
export function errorOf({ body }: Answer): string {
  const [first] = body as { errorCode: string; message: string }[]
  return first ? `${first.errorCode}: ${first.message}` : 'none'
}

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly xml: string
  /** `04l…` ids in their order. */
  readonly ids: readonly string[]
}
export interface Receiver {
  readonly url: string
  readonly bodies: Received[]
  /** Resolves once so many bodies have come in. */
  readonly received: (count: number) => Promise<void>
  /** What is answered from now on. */
  reply: { status: number; body: string }
  readonly close: () => Promise<void>
}

export const ack = (value = 'true') =>
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
  `<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>${value}</Ack></notificationsResponse>` +
  '</soapenv:Body></soapenv:Envelope>'

/** A listener for outbound messages that keeps what it was sent. */
export async function startReceiver(): Promise<Receiver> {
  const bodies: Received[] = []
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const xml = Buffer.concat(chunks).toString('utf8')
      const ids = [...xml.matchAll(/<Notification>\s*<Id>(\w+)<\/Id>/g)].map(([, id]) => id ?? '')
      bodies.push({ headers: request.headers, xml, ids })
      response.writeHead(receiver.reply.status, { 'Content-Type': 'text/xml' }).end(receiver.reply.body)
      for (const look of waiting) look()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address is always this
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/messages`,
    bodies,
    reply: { status: 200, body: ack() },
    received: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (bodies.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    }
  }
  return receiver
}
