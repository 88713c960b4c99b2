import { request } from 'node:http'
import { availableParallelism, cpus } from 'node:os'
import type { OrgServerHello, OrgServerMemory } from './bench-org-server.ts'
import { median, round, startWorker } from './bench-support.ts'
import type { BenchOptions, BenchResult, Worker } from './bench-support.ts'

const fields = 'Id, FirstName, LastName, Email, Phone, MailingCity, SystemModstamp'
const turns = 3

/**
 * The practice org as a source and a sink of many rows: a bulk query of all contacts against the same rows served bare;
 * then REST query pages, collection upserts and a bulk upsert. Client and servers share this machine, without TLS and
 * without gzip.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const contacts = quick ? 20_000 : 1_000_000
  say(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}`
  )
  const workers: Worker[] = []
  const start = async (...args: string[]) => {
    const worker = await startWorker('bench-org-server.ts', ...args)
    workers.push(worker)
    return { worker, hello: worker.hello as OrgServerHello }
  }
  try {
    const { worker, hello } = await start('product', String(contacts))
    const org = new OrgClient(hello)
    let peakRssMb = 0
    const rss = async () => {
      const { rssMb } = (await worker.ask({})) as OrgServerMemory
      peakRssMb = Math.max(peakRssMb, rssMb)
      return Math.round(rssMb)
    }
    const seededMb = await rss()
    say(`Seeded ${contacts} contacts in ${round(hello.seedSeconds)} s, ${seededMb} MB`)

    const results = await org.bulkQuery(`SELECT ${fields} FROM Contact`, contacts)
    const bare = await start('floor', results, hello.token)
    const rates = { floor: [] as number[], product: [] as number[] }
    for (let turn = 0; turn < turns; turn++) {
      rates.floor.push(contacts / (await org.seconds(() => org.download(bare.hello.url))))
      rates.product.push(contacts / (await org.seconds(() => org.download(results))))
      await rss()
    }
    const [floor, product] = [median(rates.floor), median(rates.product)]
    say(`Bulk query: ${Math.round(product)} rows/s, bare ${Math.round(floor)} rows/s, ${await rss()} MB`)

    const pages = quick ? 5 : 50
    const queryRows = (pages * 2000) / (await org.seconds(() => org.queryPages(pages)))
    say(`REST query, pages of 2,000: ${Math.round(queryRows)} rows/s, ${await rss()} MB`)
    const calls = quick ? 10 : 100
    const upsertRows = (calls * 200) / (await org.seconds(() => org.upserts(calls)))
    say(`Collection upserts of 200: ${Math.round(upsertRows)} rows/s, ${await rss()} MB`)
    const rows = quick ? 10_000 : 100_000
    const ingestRows = rows / (await org.seconds(() => org.ingest(rows)))
    say(`Bulk upsert of ${rows}: ${Math.round(ingestRows)} rows/s, ${await rss()} MB`)

    return {
      bench: 'org',
      unit: 'bulk query rows/s',
      floor: Math.round(floor),
      product: Math.round(product),
      ratio: round(product / floor, 2),
      peakRssMb: Math.round(peakRssMb),
      contacts,
      seedSeconds: round(hello.seedSeconds),
      seededRssMb: seededMb,
      queryRowsPerSecond: Math.round(queryRows),
      collectionUpsertRowsPerSecond: Math.round(upsertRows),
      bulkUpsertRowsPerSecond: Math.round(ingestRows)
    }
  } finally {
    for (const worker of workers) await worker.stop()
  }
}

/** Calls an org as a client that only counts what it gets. */
class OrgClient {
  readonly #hello: OrgServerHello
  readonly #base: string

  constructor(hello: OrgServerHello) {
    this.#hello = hello
    this.#base = `${hello.url}/services/data/v62.0`
  }

  async seconds(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now()
    await work()
    return (performance.now() - started) / 1000
  }

  /** Runs a query to its end; answers the address of its whole result. */
  async bulkQuery(query: string, rows: number): Promise<string> {
    const job = await this.#call('POST', '/jobs/query', { operation: 'query', query })
    await this.#ended(`/jobs/query/${String(job['id'])}`)
    return `${this.#base}/jobs/query/${String(job['id'])}/results?maxRecords=${rows}`
  }

  download(url: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${this.#hello.token}` }
      const call = request(url, { headers }, (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => (bytes += chunk.length))
        response.on('end', () => resolve(bytes))
        response.on('error', reject)
      })
      call.on('error', reject).end()
    })
  }

  async queryPages(pages: number): Promise<void> {
    let path = `/query?q=${encodeURIComponent(`SELECT ${fields} FROM Contact`)}`
    for (let page = 0; page < pages; page++) {
      const { nextRecordsUrl } = await this.#call('GET', path)
      if (typeof nextRecordsUrl !== 'string') return
      path = nextRecordsUrl.replace(/^\/services\/data\/v62\.0/, '')
    }
  }

  async upserts(calls: number): Promise<void> {
    for (let n = 0; n < calls; n++) {
      const records = Array.from({ length: 200 }, (_, i) => ({
        attributes: { type: 'Contact' },
        LastName: `Upsert ${i}`,
        Bench_Id__c: `c-${n}-${i}`
      }))
      await this.#call('PATCH', '/composite/sobjects/Contact/Bench_Id__c', { records })
    }
  }

  async ingest(rows: number): Promise<void> {
    const job = await this.#call('POST', '/jobs/ingest', {
      object: 'Contact',
      operation: 'upsert',
      externalIdFieldName: 'Bench_Id__c'
    })
    const path = `/jobs/ingest/${String(job['id'])}`
    const lines = Array.from({ length: rows }, (_, n) => `b-${n},Bulk ${n},b${n}@example.com\n`)
    await this.#call('PUT', `${path}/batches`, `Bench_Id__c,LastName,Email\n${lines.join('')}`)
    await this.#call('PATCH', path, { state: 'UploadComplete' })
    const { numberRecordsProcessed, numberRecordsFailed } = await this.#ended(path)
    if (numberRecordsProcessed !== rows || numberRecordsFailed !== 0)
      throw new Error('The bulk upsert failed')
  }

  async #ended(path: string): Promise<Record<string, unknown>> {
    for (;;) {
      const job = await this.#call('GET', path)
      if (job['state'] === 'JobComplete') return job
      if (job['state'] === 'Failed') throw new Error(String(job['errorMessage']))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** A text is sent as CSV, anything else as JSON. */
  async #call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const csv = typeof body === 'string'
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.#hello.token}`,
        'Content-Type': csv ? 'text/csv' : 'application/json',
        'Accept-Encoding': 'identity'
      },
      ...(body !== undefined && { body: csv ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) // an org's answer
  }
}
