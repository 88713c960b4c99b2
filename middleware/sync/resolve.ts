import type { ExternalRecord, MatchRule } from '../connectors/connector.ts'
import { linksOf, ownersOf } from '../database/links.ts'
import type { Batch } from './capture.ts'
import type { Change, Issue, Link, Resolved } from './change.ts'
import { inSlots, chunksOf } from './slots.ts'
import { indexBy, matchKey } from './match.ts'
import type { PairWork } from './work.ts'

/** Finds what each change is about: its link by immutable id, or else the one record outside that the match rules name. */
export async function resolve(work: PairWork, batch: Batch): Promise<Resolved[]> {
  const { db, held, pair } = work
  const links = await linksOf(db, held.orgId, pair.pairId, batch.changes.map((one) => one.id)) // prettier-ignore
  const changes = batch.changes.filter(
    (one) => !(batch.skipSeen && isRecorded(one, links.get(one.id), pair.rev))
  )
  const unknown = changes.filter((one) => one.values !== null && !links.has(one.id))
  const matches = await matchOutside(work, unknown)
  return changes.map((change) => {
    const link = links.get(change.id) ?? null
    return { change, link, found: null, held: null, ...matches.get(change.id) }
  })
}

/** This very state of the record is what the link was last recorded with. */
const isRecorded = (change: Change, link: Link | undefined, rev: number) =>
  link !== undefined && change.stamp !== null && link.stamp === change.stamp && link.rev === rev

type Match = Pick<Resolved, 'found' | 'held'>

async function matchOutside(work: PairWork, unknown: readonly Change[]): Promise<Map<string, Match>> {
  const matches = new Map<string, Match>()
  let open = unknown
  for (const rule of work.pair.spec.match) {
    const index = indexBy(rule, await findOutside(work, rule, open))
    const candidates = (change: Change) => index.get(matchKey(change.values?.[rule.salesforce]) ?? '') ?? []
    for (const change of open) {
      const [first, ...others] = candidates(change)
      if (first !== undefined) matches.set(change.id, judge(work, rule, first, others))
    }
    open = open.filter((change) => !matches.has(change.id))
  }
  return refuseTaken(work, matches)
}

/** Records outside that have one of the values, asked for in the sizes the vendor takes. */
async function findOutside(
  work: PairWork,
  rule: MatchRule,
  changes: readonly Change[]
): Promise<ExternalRecord[]> {
  const { connection, context, pair } = work
  const { limits } = connection.connector
  const values = new Map(
    changes.map((one) => [matchKey(one.values?.[rule.salesforce]), one.values?.[rule.salesforce]])
  )
  values.delete(null)
  const asked = [...values.values()].map(String)
  const pages = await inSlots(limits.concurrency, chunksOf(asked, limits.findBatch), (part) => {
    work.alive()
    return connection.connector.find(context, {
      object: pair.spec.external,
      field: rule.external,
      values: part
    })
  })
  return pages.flat()
}

function judge(
  { connection }: PairWork,
  rule: MatchRule,
  first: ExternalRecord,
  others: readonly ExternalRecord[]
): Match {
  const { label } = connection.connector
  if (others.length > 0)
    return hold(
      'several-matches',
      `${others.length + 1} records in ${label} have the same ${rule.external}. Link the right one by hand, or merge them there.`,
      [first, ...others]
    )
  if (first.deleted)
    return hold(
      'deleted-outside',
      `The record in ${label} with the same ${rule.external} was deleted there. It is not brought back by a sync: restore it there if it should be.`,
      [first]
    )
  return { found: first, held: null }
}

const hold = (code: string, message: string, records: readonly ExternalRecord[]): Match => {
  const candidates = records.map((one) => ({ id: one.id, label: String(one.values['name'] ?? one.id) }))
  const issue: Issue = { line: '', code, message, candidates }
  return { found: null, held: issue }
}

/** One to one: a record outside that belongs to another Salesforce record is not linked a second time. */
async function refuseTaken(
  { db, held, pair, connection }: PairWork,
  matches: Map<string, Match>
): Promise<Map<string, Match>> {
  const ids = [...matches.values()].flatMap((match) => (match.found === null ? [] : [match.found.id]))
  if (ids.length === 0) return matches
  const owners = await ownersOf(db, held.orgId, pair.pairId, ids)
  const claimed = new Map<string, string>()
  for (const [sfId, { found }] of matches) {
    if (found === null) continue
    const owner = owners.get(found.id) ?? claimed.get(found.id)
    if (owner === undefined) claimed.set(found.id, sfId)
    else {
      const { label } = connection.connector
      const message = `The record in ${label} with the same value is linked to Salesforce record ${owner}. Merge the two in Salesforce, or give one another value.`
      const candidates = [
        { id: owner, label: 'linked Salesforce record' },
        { id: found.id, label: `record in ${label}` }
      ]
      matches.set(sfId, { found: null, held: { line: '', code: 'link-taken', message, candidates } })
    }
  }
  return matches
}
