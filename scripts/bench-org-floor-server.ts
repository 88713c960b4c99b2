import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OrgServerHello } from './bench-org-server.ts'

/*
 * The same protocol with nothing behind it: pages and lines that are ready in memory are sent, what is written is
 * parsed and put into a map. Arguments: the address of a bulk query's results, the path of a query, how many of its
 * pages, a token; all of it is read from the org that is measured.
 */
const [results = '', queryPath = '', pages = '0', token = ''] = process.argv.slice(2)
const headers = { Authorization: `Bearer ${token}` }
const lines = (await (await fetch(results, { headers })).text()).split('\n').map((line) => `${line}\n`)
const ready = new Map<string, string>()
for (let path = queryPath, page = 0; path !== '' && page < Number(pages); page++) {
  const text = await (await fetch(new URL(path, results), { headers })).text()
  ready.set(path, text)
  path = (JSON.parse(text) as { nextRecordsUrl?: string }).nextRecordsUrl ?? '' // an org's answer
}
const saved = new Map<string, object>()
let ingested = 0

function answerTo({ method, url = '' }: IncomingMessage, body: string): string {
  const page = ready.get(url)
  if (page !== undefined) return page
  if (url.includes('/composite/')) return JSON.stringify(saveRecords(body))
  if (method === 'PUT') ingested = saveLines(body)
  return JSON.stringify({
    id: 'job',
    state: 'JobComplete',
    numberRecordsProcessed: ingested,
    numberRecordsFailed: 0
  })
}

function saveRecords(body: string): object[] {
  const { records } = JSON.parse(body) as { records: Record<string, string>[] } // the bench's own
  return records.map((record) => {
    const id = `003${String(saved.size).padStart(15, '0')}`
    saved.set(record['Bench_Id__c'] ?? '', record)
    return { id, success: true, errors: [], created: true }
  })
}

function saveLines(body: string): number {
  const [head = '', ...rows] = body.trimEnd().split('\n')
  const names = head.split(',')
  for (const row of rows) {
    const cells = row.split(',')
    saved.set(cells[0] ?? '', Object.fromEntries(names.map((name, n) => [name, cells[n]])))
  }
  return rows.length
}

/** In pieces as the product sends them. */
function* piecesOfLines(): Generator<string> {
  for (let at = 0; at < lines.length; at += 500) yield lines.slice(at, at + 500).join('')
}

const server = createServer((request, reply) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (request.url === '/results') {
      reply.writeHead(200, { 'Content-Type': 'text/csv' })
      pipeline(Readable.from(piecesOfLines()), reply).catch(() => undefined) // the reader hung up
      return
    }
    const text = answerTo(request, Buffer.concat(chunks).toString('utf8'))
    reply.writeHead(200, { 'Content-Type': 'application/json' }).end(text)
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo // a TCP server's address is always this
process.send?.({
  url: `http://127.0.0.1:${port}`,
  token,
  userToken: token,
  seedSeconds: 0
} satisfies OrgServerHello)
