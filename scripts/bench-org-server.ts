import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { startOrg } from '../test/doubles/salesforce/index.ts'

/** Said once when it is ready. */
export interface OrgServerHello {
  readonly url: string
  readonly token: string
  readonly seedSeconds: number
}
export interface OrgServerMemory {
  readonly rssMb: number
}

/** The practice org with so many contacts. */
async function product(contacts: number): Promise<OrgServerHello> {
  const started = performance.now()
  const { url, accessToken } = await startOrg({
    seed: contacts,
    customFields: {
      Contact: [{ name: 'Bench_Id__c', type: 'string', length: 40, externalId: true, unique: true }]
    }
  })
  return { url, token: accessToken, seedSeconds: (performance.now() - started) / 1000 }
}

/** The same rows, served bare: lines that are ready in an array, written in pieces as the product does. */
async function floor(source: string, token: string): Promise<OrgServerHello> {
  const response = await fetch(source, { headers: { Authorization: `Bearer ${token}` } })
  const lines = (await response.text()).split('\n').map((line) => `${line}\n`)
  const server = createServer((_request, reply) => {
    reply.writeHead(200, { 'Content-Type': 'text/csv' })
    pipeline(Readable.from(piecesOf(lines)), reply).catch(() => undefined) // the reader hung up
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address is always this
  return { url: `http://127.0.0.1:${port}`, token, seedSeconds: 0 }
}

function* piecesOf(lines: readonly string[]): Generator<string> {
  for (let at = 0; at < lines.length; at += 500) yield lines.slice(at, at + 500).join('')
}

const [kind, first = '', second = ''] = process.argv.slice(2)
const hello = await (kind === 'floor' ? floor(first, second) : product(Number(first)))
process.send?.(hello)
process.on('message', () => {
  process.send?.({ rssMb: process.memoryUsage().rss / 1e6 } satisfies OrgServerMemory)
})
