import type { ExternalRecord, MatchRule, Side, Value, Values } from '../connectors/connector.ts'
import { findByField } from '../salesforce/find.ts'
import { readByIds } from '../salesforce/read.ts'
import type { Change, Standing } from './change.ts'
import { salesforceFields, type Pair } from './pair.ts'
import { chunksOf, inSlots } from './slots.ts'
import type { LaneWork } from './work.ts'

/** A record that a look found. `deleted`: soft-deleted outside, or in Salesforce's recycle bin. */
export interface Candidate extends Standing<Value> {
  readonly deleted: boolean
  /** Of a Salesforce record that was merged away: the record that stayed. */
  readonly masterId?: string | null
}

/** How a side is looked at: by calls while changes come one by one, in a scan's staging tables while everything is compared. */
export interface Look {
  /** Records of `side` that have one of the values in the field a rule is asked by, its first key. */
  candidates(pair: Pair, side: Side, rule: MatchRule, values: readonly string[]): Promise<Candidate[]>
  /** Records of `side` by id. Missing ones are gone outside, and not visible in Salesforce. */
  byIds(pair: Pair, side: Side, ids: readonly string[]): Promise<Map<string, Candidate>>
  /** Deleted Salesforce records that had one of the values in the field a rule is asked by; what else they held is not told. */
  binned(pair: Pair, rule: MatchRule, values: readonly string[]): Promise<Candidate[]>
}

/** The same look, without a call for Salesforce records that were read a moment ago: two with one address often come together. */
export function knowing(look: Look, { pairId }: Pair, changes: readonly Change[]): Look {
  const read = new Map(changes.flatMap((one) => (one.side === 'salesforce' ? [[one.id, one] as const] : [])))
  return {
    candidates: (pair, side, rule, values) => look.candidates(pair, side, rule, values),
    binned: (pair, rule, values) => look.binned(pair, rule, values),
    async byIds(pair, side, ids) {
      const isRead = (id: string) => side === 'salesforce' && pair.pairId === pairId && read.has(id)
      const found = await look.byIds(pair, side, ids.filter((id) => !isRead(id))) // prettier-ignore
      for (const id of ids.filter(isRead)) {
        const { stamp = null, deleted = false, values = null, masterId = null } = read.get(id) ?? {}
        if (values !== null || deleted)
          found.set(id, { id, stamp, deleted, values: (values ?? {}) as Values, masterId })
      }
      return found
    }
  }
}

type Doors = Pick<LaneWork, 'connection' | 'context' | 'session' | 'signal' | 'alive'>

export function liveLook(doors: Doors): Look {
  return {
    candidates: (pair, side, rule, values) =>
      side === 'external'
        ? candidatesOutside(doors, pair, rule, values)
        : candidatesInSalesforce(doors, pair, rule, values),
    byIds: (pair, side, ids) =>
      side === 'external' ? outsideByIds(doors, pair, ids) : salesforceByIds(doors, pair, ids),
    binned: (pair, rule, values) => candidatesInSalesforce(doors, pair, rule, values, true)
  }
}

const toCandidate = ({ id, modified, values, deleted }: ExternalRecord): Candidate => ({
  id,
  stamp: modified,
  values,
  deleted
})

/** External records by field, asked for in the sizes and at the pace the vendor takes. */
async function findOutside(
  { connection, context, alive }: Doors,
  pair: Pair,
  field: string,
  values: readonly string[]
): Promise<Candidate[]> {
  const { limits } = connection.connector
  const parts = chunksOf([...new Set(values)], limits.findBatch)
  const pages = await inSlots(limits.concurrency, parts, (part) => {
    alive()
    return connection.connector.find(context, {
      object: pair.spec.external,
      field,
      values: part,
      fields: pair.spec.lines.map((line) => line.external)
    })
  })
  return pages.flat().map(toCandidate)
}

async function candidatesOutside(doors: Doors, pair: Pair, rule: MatchRule, values: readonly string[]) {
  const [first] = rule.keys
  return first === undefined ? [] : findOutside(doors, pair, first.external, values)
}

async function outsideByIds(doors: Doors, pair: Pair, ids: readonly string[]) {
  const found = await findOutside(doors, pair, 'id', ids)
  return new Map(found.map((one) => [one.id, one]))
}

async function candidatesInSalesforce(
  { session, signal, alive }: Doors,
  pair: Pair,
  rule: MatchRule,
  values: readonly string[],
  gone = false
) {
  const [first] = rule.keys
  const found: Candidate[] = []
  if (first === undefined || values.length === 0) return found
  alive()
  const request = {
    object: pair.spec.salesforce,
    field: first.salesforce,
    values,
    fields: salesforceFields(pair),
    gone
  }
  for await (const page of findByField(session, request, signal))
    for (const { id, stamp, values: read, deleted, masterRecordId: masterId } of page)
      if (read !== null || deleted)
        found.push({ id, stamp, values: (read ?? {}) as Values, deleted, masterId })
  return found
}

async function salesforceByIds({ session, signal, alive }: Doors, pair: Pair, ids: readonly string[]) {
  const found = new Map<string, Candidate>()
  if (ids.length === 0) return found
  alive()
  for await (const page of readByIds(session, pair.spec.salesforce, ids, salesforceFields(pair), { signal }))
    for (const { id, stamp, deleted, values, masterRecordId: masterId } of page)
      if (values !== null || deleted)
        found.set(id, { id, stamp, values: (values ?? {}) as Values, deleted, masterId })
  return found
}
