import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../middleware/database/open.ts'
import { hashEndpointToken, newEndpointToken } from '../middleware/guards/endpoint-token.ts'
import type { Load, LoadResult } from './bench-intake-load.ts'
import {
  machine,
  median,
  onDatabase,
  round,
  slope,
  startWorker,
  temporaryPostgres,
  type BenchOptions,
  type BenchResult,
  type Worker
} from './bench-support.ts'

interface Server {
  readonly worker: Worker
  readonly port: number
}
type Shape = Omit<Load, 'port' | 'token'>

/**
 * Outbound messages in: notifications stored and acknowledged a second, against the same work done bare; then the time to
 * an acknowledgement at a steady 500 notifications a second, and memory. Load, server and database share this machine.
 */
export async function run({ quick, say }: BenchOptions): Promise<BenchResult> {
  const postgres = await temporaryPostgres()
  const stops: (() => Promise<void>)[] = [() => postgres.stop()]
  try {
    const token = newEndpointToken()
    await prepare(postgres.url, token)
    say(await machine(postgres.url))
    const start = async (kind: 'floor' | 'product') => {
      const worker = await startWorker('bench-intake-server.ts', kind, postgres.url, token)
      stops.push(() => worker.stop())
      return { worker, port: (worker.hello as { port: number }).port }
    }
    const [floor, product] = [await start('floor'), await start('product')]
    const load = await startWorker('bench-intake-load.ts')
    stops.push(() => load.stop())
    let peakRssMb = 0
    const send = async (server: Server, shape: Shape) => {
      const result = (await load.ask({ ...shape, port: server.port, token } satisfies Load)) as LoadResult
      if (result.failed > 0) throw new Error(`${result.failed} messages were refused`)
      return result
    }
    const liveHeap = async () => ((await product.worker.ask({ collect: true })) as { heapMb: number }).heapMb
    const rss = async () => {
      const { rssMb } = (await product.worker.ask({})) as { rssMb: number }
      peakRssMb = Math.max(peakRssMb, rssMb)
      return rssMb
    }

    const compare = async (fields: number) => {
      const shape = { notifications: 100, concurrency: 8, fields }
      for (const server of [floor, product]) await send(server, { ...shape, seconds: quick ? 1 : 3 })
      const rates: Record<'floor' | 'product', number[]> = { floor: [], product: [] }
      for (let turn = 0; turn < 5; turn++) {
        for (const [kind, server] of [
          ['floor', floor],
          ['product', product]
        ] as const) {
          // prettier-ignore
          const { perSecond } = await send(server, { ...shape, seconds: quick ? 1 : 5 })
          rates[kind].push(perSecond * 100)
          await rss()
        }
      }
      say(
        `  ${fields} fields: floor ${rates.floor.map(Math.round).join(' ')}, product ${rates.product.map(Math.round).join(' ')}`
      )
      return { floor: median(rates.floor), product: median(rates.product) }
    }
    say('Notifications a second, envelopes of 100, 8 at once, five turns each')
    const bare = await compare(0)
    const wide = await compare(10)

    say('Time to the acknowledgement at 500 notifications a second, in ms')
    const hundreds = await send(product, {
      notifications: 100,
      perSecond: 5,
      fields: 0,
      seconds: quick ? 3 : 30
    })
    say(
      `  5 envelopes of 100: p50 ${round(hundreds.p50)}, p99 ${round(hundreds.p99)}, max ${round(hundreds.max)}, sent again ${hundreds.repeated}`
    )
    const seconds = quick ? 5 : 60
    const heapBefore = await liveHeap()
    const memory: [number, number][] = []
    const watch = async () => {
      for (let second = 0; second < seconds; second++) {
        await sleep(1000)
        memory.push([second / 60, await rss()])
      }
    }
    const singles = { notifications: 1, perSecond: 500, fields: 0, seconds }
    const [ones] = await Promise.all([send(product, singles), watch()])
    say(
      `  500 envelopes of one: p50 ${round(ones.p50)}, p99 ${round(ones.p99)}, max ${round(ones.max)}, sent again ${ones.repeated}`
    )
    const heapGrowth = ((await liveHeap()) - heapBefore) / (seconds / 60)
    // The first third fills caches and code spaces.
    const rssSlope = slope(memory.slice(Math.floor(memory.length / 3)))
    say(
      `Memory meanwhile: from ${round(memory[0]?.[1] ?? NaN)} to ${round(memory.at(-1)?.[1] ?? NaN)} MB, slope ${round(rssSlope)} MB a minute; what is still in use grew by ${round(heapGrowth, 2)} MB a minute`
    )
    say('Left out: TLS, network, gzip, other load on the database, the sync that follows.')

    return {
      bench: 'intake',
      unit: 'notifications/s',
      floor: Math.round(bare.floor),
      product: Math.round(bare.product),
      ratio: round(bare.product / bare.floor, 2),
      peakRssMb: Math.round(peakRssMb),
      tenFields: { floor: Math.round(wide.floor), product: Math.round(wide.product), ratio: round(wide.product / wide.floor, 2) }, // prettier-ignore
      p99MsHundreds: round(hundreds.p99),
      p99MsSingles: round(ones.p99),
      rssSlopeMbPerMinute: round(rssSlope),
      liveHeapMbPerMinute: round(heapGrowth, 2)
    }
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

/** The product's tables with one connection in them, and for the floor a table with the same columns and indexes. */
async function prepare(url: string, token: string): Promise<void> {
  await (await openDatabase(url)).close()
  await onDatabase(url, async (client) => {
    await client.query(`
      insert into bothways.orgs (org_id, sf_org_id, login, sealed) values (1, '00Dxx0000000001EAA', '{}', '{}');
      create schema bench;
      create table bench.inbox (like bothways.inbox including all)`)
    await client.query(
      `insert into bothways.connections (org_id, connection_id, connector, name, state, settings, sealed, token_hash)
       values (1, 1, 'bench', 'bench', 'active', '{}', '{}', $1)`,
      [hashEndpointToken(token)]
    )
  })
}
