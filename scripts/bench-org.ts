import { availableParallelism, cpus, loadavg } from 'node:os'
import { OrgLoad } from './bench-org-load.ts'
import type { OrgServerHello, OrgServerMemory } from './bench-org-server.ts'
import { median, round, startWorker } from './bench-support.ts'
import type { BenchOptions, BenchResult, Worker } from './bench-support.ts'

const soql = 'SELECT Id, FirstName, LastName, Email, Phone, MailingCity, SystemModstamp FROM Contact'
const queryPath = `/services/data/v62.0/query?q=${encodeURIComponent(soql)}`
const turns = 3

/** Rows a second of the org and of its floor in turns, and the org's memory after it. */
interface Measured {
  readonly rowsPerSecond: number
  readonly floorRowsPerSecond: number
  readonly ratio: number
  readonly rssMb: number
}

/**
 * The practice org as a source and a sink of many rows: REST query pages, a bulk query of all contacts, collection
 * upserts and a bulk upsert, each against a server that does the same with nothing behind it; the two queries also as
 * the integration user, whom field-level security binds. Client and servers share this machine, without TLS and gzip.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const contacts = quick ? 20_000 : 1_000_000
  const [pages, calls, ingestRows] = quick ? [5, 5, 5_000] : [50, 50, 50_000]
  const [load = 0] = loadavg()
  say(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load before ${round(load)}, Node ${process.versions.node}`
  )
  const workers: Worker[] = []
  const start = async (script: string, ...args: string[]) => {
    const worker = await startWorker(script, ...args)
    workers.push(worker)
    return { worker, hello: worker.hello as OrgServerHello }
  }
  try {
    const { worker, hello } = await start('bench-org-server.ts', String(contacts))
    let peakRssMb = 0
    const rss = async () => {
      const { rssMb } = (await worker.ask({})) as OrgServerMemory
      peakRssMb = Math.max(peakRssMb, rssMb)
      return Math.round(rssMb)
    }
    const seededRssMb = await rss()
    say(`Seeded ${contacts} contacts in ${round(hello.seedSeconds)} s, ${seededRssMb} MB`)

    const org = new OrgLoad(hello)
    const user = new OrgLoad({ url: hello.url, token: hello.userToken })
    const results = await org.bulkQuery(soql, contacts)
    const bare = await start('bench-org-floor-server.ts', results, queryPath, String(pages), hello.token)
    const floor = new OrgLoad(bare.hello)
    const measure = async (
      name: string,
      work: (load: OrgLoad, turn: number) => Promise<number>,
      product = org
    ) => {
      const rates = { floor: [] as number[], product: [] as number[] }
      for (let turn = 0; turn < turns; turn++) {
        rates.floor.push(await rate(() => work(floor, turn)))
        rates.product.push(await rate(() => work(product, turn)))
        await rss()
      }
      const measured: Measured = {
        rowsPerSecond: Math.round(median(rates.product)),
        floorRowsPerSecond: Math.round(median(rates.floor)),
        ratio: round(median(rates.product) / median(rates.floor), 2),
        rssMb: await rss()
      }
      const { rowsPerSecond, floorRowsPerSecond, ratio, rssMb } = measured
      say(`${name}: ${rowsPerSecond} rows/s, bare ${floorRowsPerSecond} rows/s, ratio ${ratio}, ${rssMb} MB`)
      return measured
    }

    const bulkQuery = await measure('Bulk query', async (load) => {
      await load.download(load === org ? results : `${bare.hello.url}/results`)
      return contacts
    })
    const usersResults = await user.bulkQuery(soql, contacts)
    const bulkQueryAsUser = await measure(
      'Bulk query as the integration user',
      async (load) => {
        await load.download(load === user ? usersResults : `${bare.hello.url}/results`)
        return contacts
      },
      user
    )
    const pagesOf = (load: OrgLoad) => load.queryPages(soql, pages)
    const query = await measure('REST query, pages of 2,000', pagesOf)
    const queryAsUser = await measure('REST query as the integration user', pagesOf, user)
    const collectionUpsert = await measure('Collection upserts of 200', (load, turn) =>
      load.upserts(calls, turn)
    )
    const bulkIngest = await measure(`Bulk upsert of ${ingestRows}`, (load, turn) =>
      load.ingest(ingestRows, turn)
    )

    return {
      bench: 'org',
      unit: 'bulk query rows/s',
      floor: bulkQuery.floorRowsPerSecond,
      product: bulkQuery.rowsPerSecond,
      ratio: bulkQuery.ratio,
      peakRssMb: Math.round(peakRssMb),
      contacts,
      seedSeconds: round(hello.seedSeconds),
      seededRssMb,
      query,
      queryAsUser,
      bulkQuery,
      bulkQueryAsUser,
      collectionUpsert,
      bulkIngest
    }
  } finally {
    for (const worker of workers) await worker.stop()
  }
}

/** Rows a second of work that answers how many rows it did. */
async function rate(work: () => Promise<number>): Promise<number> {
  const started = performance.now()
  const rows = await work()
  return rows / ((performance.now() - started) / 1000)
}
