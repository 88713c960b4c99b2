import { contacts } from '../support/one-way.ts'
import { connectors } from '../../middleware/connectors/index.ts'
import type { Database } from '../../middleware/database/open.ts'
import { record, type Held } from '../../middleware/database/record.ts'
import type { Session } from '../../middleware/salesforce/session.ts'
import type { SalesforceRecord } from '../../middleware/salesforce/record.ts'
import { listAll } from '../../middleware/salesforce/list.ts'
import type { Canonical } from '../../middleware/sync/canonical.ts'
import { outcomeOf, type Change } from '../../middleware/sync/change.ts'
import { fromSalesforce } from '../../middleware/sync/mapping.ts'
import { createPair, salesforceFields, type Pair } from '../../middleware/sync/pair.ts'
import type { Difference } from '../../middleware/sync/scan.ts'
import type { ScanWork } from '../../middleware/sync/stage.ts'
import { freshDatabase } from '../support/database.ts'
import { heldRun, storedConnection } from '../support/fixtures.ts'
import { world } from '../salesforce/world.ts'

const [connector] = connectors
const spec = contacts

/** The first connector's first pair, as `connect` would have stored it. */
export function contactPair(): Pair {
  if (connector === undefined) throw new Error('There is no pair.')
  return createPair(1, 1, spec, connector.objects[spec.external])
}

export const scanWork = (db: Database, held: Held, session: Session, pair = contactPair()): ScanWork => ({
  db,
  held,
  pair,
  session,
  signal: new AbortController().signal,
  alive: () => undefined
})

/** An org with contacts, a database, a run, and the means to link what the org holds. */
export async function scanWorld(contacts: number, given?: Database) {
  const practice = await world({ seed: contacts })
  const db = given ?? (await freshDatabase())
  await storedConnection(db)
  const { held, runId } = await heldRun(db)
  const work = scanWork(db, held, practice.session)
  return { ...practice, db, held, runId, work, link: () => linkAll(work, runId) }
}

/** Links every contact as it is now, its bases being what the engine itself would have stored. */
export async function linkAll({ db, held, pair, session }: ScanWork, runId: number): Promise<string[]> {
  const ids: string[] = []
  const request = { object: pair.spec.salesforce, fields: salesforceFields(pair), afterId: null }
  for await (const page of listAll(session, request)) {
    const outcomes = page.records.map((one) => {
      const { id, stamp, values } = one
      const change: Change = {
        side: 'salesforce',
        id,
        stamp,
        values,
        deleted: false,
        masterId: null,
        tries: 0
      }
      const salesforce = basesOf(pair, one)
      const found = { extId: `ext-${one.id}`, state: 0 as const, salesforce, external: salesforce }
      return outcomeOf({ change, link: null, salesforce: null, external: null }, 'created', found)
    })
    ids.push(...page.records.map((one) => one.id))
    await record(db, held, { pairId: pair.pairId, rev: pair.rev, runId, outcomes, done: [], checkpoint: {} })
  }
  return ids
}

const basesOf = (pair: Pair, one: SalesforceRecord): Canonical[] =>
  pair.lines.map((line) => {
    const value = fromSalesforce(line, one.values ?? {})
    return value !== undefined && 'ok' in value ? value.ok : null
  })

export async function found(pages: AsyncIterable<readonly Difference[]>): Promise<Difference[]> {
  return (await Array.fromAsync(pages)).flat()
}
