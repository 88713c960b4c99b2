import { request } from 'node:http'

const upsertBy = 'Bench_Id__c'

/** Calls an org, or its floor, as a client that only counts what it gets. */
export class OrgLoad {
  readonly #base: string
  readonly #token: string

  constructor({ url, token }: { readonly url: string; readonly token: string }) {
    this.#base = `${url}/services/data/v62.0`
    this.#token = token
  }

  /** Runs a bulk query to its end; answers the address of its whole result. */
  async bulkQuery(query: string, rows: number): Promise<string> {
    const job = await this.#call('POST', '/jobs/query', { operation: 'query', query })
    await this.#ended(`/jobs/query/${String(job['id'])}`)
    return `${this.#base}/jobs/query/${String(job['id'])}/results?maxRecords=${rows}`
  }

  /** Answers how many bytes came. */
  download(url: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${this.#token}` }
      const call = request(url, { headers }, (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => (bytes += chunk.length))
        response.on('end', () => resolve(bytes))
        response.on('error', reject)
      })
      call.on('error', reject).end()
    })
  }

  /** Reads up to so many pages; answers how many rows they had. */
  async queryPages(query: string, pages: number): Promise<number> {
    let path = `/query?q=${encodeURIComponent(query)}`
    let rows = 0
    for (let page = 0; page < pages; page++) {
      const { nextRecordsUrl, records } = await this.#call('GET', path)
      rows += (records as unknown[]).length // an org's answer
      if (typeof nextRecordsUrl !== 'string') break
      path = nextRecordsUrl.replace(/^\/services\/data\/v62\.0/, '')
    }
    return rows
  }

  /** New records, 200 a call; `turn` tells them from those of other turns. Answers how many. */
  async upserts(calls: number, turn: number): Promise<number> {
    for (let n = 0; n < calls; n++) {
      const records = Array.from({ length: 200 }, (_, i) => ({
        attributes: { type: 'Contact' },
        LastName: `Upsert ${i}`,
        [upsertBy]: `c-${turn}-${n}-${i}`
      }))
      const saved: unknown = await this.#call('PATCH', `/composite/sobjects/Contact/${upsertBy}`, { records })
      if (!(saved as { success: boolean }[]).every(({ success }) => success)) {
        throw new Error('A collection upsert failed')
      }
    }
    return calls * 200
  }

  /** One bulk upsert of so many new records. */
  async ingest(rows: number, turn: number): Promise<number> {
    const job = await this.#call('POST', '/jobs/ingest', {
      object: 'Contact',
      operation: 'upsert',
      externalIdFieldName: upsertBy
    })
    const path = `/jobs/ingest/${String(job['id'])}`
    const lines = Array.from(
      { length: rows },
      (_, n) => `b-${turn}-${n},Bulk ${n},b${turn}.${n}@example.com\n`
    )
    await this.#call('PUT', `${path}/batches`, `${upsertBy},LastName,Email\n${lines.join('')}`)
    await this.#call('PATCH', path, { state: 'UploadComplete' })
    const { numberRecordsProcessed, numberRecordsFailed } = await this.#ended(path)
    if (numberRecordsProcessed !== rows || numberRecordsFailed !== 0) {
      throw new Error('The bulk upsert failed')
    }
    return rows
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
        Authorization: `Bearer ${this.#token}`,
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
