import { fromExternal, fromSalesforce } from '../../middleware/sync/mapping.ts'
import { agrees } from '../../middleware/sync/merge.ts'
import type { Link } from '../../middleware/sync/change.ts'
import type { Written } from './two-sides.ts'
import type { World } from './world.ts'

/** What went against a promise, in words; nothing when all was kept. */
export const troubles = (world: World): string[] => [
  ...disagreements(world),
  ...doubles(world),
  ...turnedBack(world),
  ...consents(world)
]

/** Two-way lines hold the same on both sides, or their rules or an open issue say why not. */
function disagreements({ db, pair, salesforce, external }: World): string[] {
  return db.links.flatMap((link) => {
    const [here, there] = [salesforce.rows.get(link.sfId), external.rows.get(link.extId)]
    if (link.state === 2 || here === undefined || there === undefined || here.deleted || there.deleted) return []
    const issues = db.issues.get(link.sfId) ?? []
    if (link.state !== 0 && issues.length === 0) return [`${link.sfId} and ${link.extId} are both there, and their link says ${link.state}.`]
    if (link.state !== 0) return []
    return pair.lines.flatMap((line) => {
      if (line.spec.direction !== 'both' || issues.some((one) => one.line === line.name || one.line === '')) return []
      const held = [fromSalesforce(line, here.values), fromExternal(line, there.values)] as const
      const [one, other] = held.map((value) => (value !== undefined && 'ok' in value ? value.ok : null))
      const now = { salesforce: one ?? null, external: other ?? null }
      if (line.name === 'out' ? (now.salesforce === 'true') === (now.external === 'true') : line.name === 'optIn') return []
      if (agrees(line, { ...now }, now) || now.salesforce?.trim() === now.external?.trim()) return []
      if (line.spec.blank !== 'propagate' && (now.salesforce === null || now.external === null)) return []
      if (line.spec.blank === 'fill-only') return []
      return [`${line.name} of ${link.sfId}: ${JSON.stringify(now)} (${JSON.stringify(line.spec)})`]
    })
  }) // prettier-ignore
}

/** Every life of a record is created on the other side at most once, and what is gone is not written to. */
function doubles({ written, lives }: World): string[] {
  const made = new Set(written.flatMap((one) => (one.kind === 'create' && one.id !== '' ? one.id : [])))
  if (made.size > lives)
    return [`${lives} records were made or restored by users, and ${made.size} by the sync.`]
  const gone = written.filter((one) => one.kind === 'update' && one.id === '')
  return gone.map((one) => `A write to nothing: ${JSON.stringify(one)}`)
}

/** Of the values of one record, none is written to another after a newer one, and none comes back to where it was made. */
function turnedBack(world: World): string[] {
  const { written, origin } = world
  const last = new Map<string, number>()
  // What met nobody turned nothing back.
  const landed = written.filter((one) => !one.wasGone)
  return landed.flatMap((one) =>
    Object.entries(one.values).flatMap(([field, value]) => {
      const n = Number(/v(\d+)/i.exec(String(value))?.[1] ?? 0)
      const from = origin.get(n)
      if (from === undefined) return []
      const key = `${one.side} ${one.id} ${field} ${from}`
      const before = last.get(key) ?? 0
      last.set(key, Math.max(before, n))
      if (n < before) return [`${key}: ${n} was written after ${before}.`]
      return from === one.id && !isFirstSight(world, one)
        ? [`${key}: ${n} came back to where it was made.`]
        : []
    })
  )
}

/** A sync sends opt-outs and nothing else. */
const consents = ({ written }: World): string[] =>
  written
    .filter((one) => one.side === 'external' && (one.values['out'] === false || one.values['optIn'] === true))
    .map((one) => `An opt-in was sent: ${JSON.stringify(one)}`)

/** Records that people made on both sides are brought in step when they are found to be one, and so is who takes the place of one that is gone; what a person restored is made again on the other side. */
function isFirstSight({ db, salesforce, external, written }: World, { side, kind, id }: Written): boolean {
  const linked = db.links.filter((link) => (side === 'salesforce' ? link.sfId : link.extId) === id)
  const isOurs = (link: Link) => written.some((one) => one.kind === 'create' && (one.id === link.sfId || one.id === link.extId))
  if (linked.length > 1 || linked.some((link) => db.inherited.has(link.linkId) || (db.matched.has(link.linkId) && !isOurs(link)))) return true
  const source = linked.map((link) => (side === 'salesforce' ? external.rows.get(link.extId) : salesforce.rows.get(link.sfId)))
  return kind === 'create' && source.some((row) => (row?.life ?? 0) > 0)
} // prettier-ignore
