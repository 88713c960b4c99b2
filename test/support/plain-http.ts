import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { ConnectorError, type Connector, type Context, type ExternalRecord, type Page, type WriteRequest, type WriteResult } from '../../middleware/connectors/connector.ts' // prettier-ignore
import { contacts, objects } from './plain-pairs.ts'
import type { PlainSystem } from './plain-system.ts'

/** People alone, by their address; a create that is sent twice makes two. */
export const people = contacts({ lines: contacts().lines.filter((one) => one.external !== 'companyId') })

const ask = async <T>({ http }: Context, path: string, request: object): Promise<T> =>
  (await http.send('POST', path, request)).json() as T

/** The plain system as a node in another process reaches it: over a socket. */
export const connector: Connector = {
  name: 'plain',
  label: 'Plain',
  settings: [{ name: 'endpoint', label: 'Endpoint', type: 'url' }],
  objects,
  pairs: [people],
  limits: { concurrency: 2, writeBatch: 50, findBatch: 100, overlapMs: 0, deadlineMs: 5000 },
  baseUrl: ({ endpoint = '' }) => endpoint,
  check: () => Promise.resolve(),
  find: (context, request) => ask<ExternalRecord[]>(context, '/find', request),
  read: (context, request) => ask<Page>(context, '/read', request),
  async write(context, request) {
    const answers = await ask<(WriteResult | { ok: false; refusal: string })[]>(context, '/write', request)
    return answers.map((one) => ('refusal' in one ? { ok: false, error: new ConnectorError('invalid', one.refusal) } : one)) // prettier-ignore
  }
}

/** Serves a plain system. `silence`: so many writes get no answer; `carriedOut` says whether they are done all the same. */
export async function servePlain(system: PlainSystem) {
  const seen = { writes: 0 }
  let silent = { times: 0, carriedOut: false }
  const nothing = {} as Context
  const server = createServer((request, response) => {
    void (async () => {
      const body = await json(request)
      const isSilent = request.url === '/write' && silent.times > 0
      if (request.url === '/write') seen.writes++
      if (isSilent) silent.times--
      if (isSilent && !silent.carriedOut) return
      const answer =
        request.url === '/find'
          ? await system.connector.find(nothing, body as Parameters<Connector['find']>[1])
          : request.url === '/read'
            ? await system.connector.read(nothing, body as Parameters<Connector['read']>[1])
            : (await system.connector.write(nothing, body as WriteRequest)).map((one) => (one.ok ? one : { ok: false, refusal: one.error.message })) // prettier-ignore
      if (!isSilent) response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    silence(times: number, carriedOut: boolean) {
      silent = { times, carriedOut }
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
  }
}
