import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { undoRun } from '../../middleware/sync/undo-run.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contactLines, contacts, line, objects } from '../support/plain-pairs.ts'

const lines = contactLines
const deletes = { remove: { toExternal: 'delete', toSalesforce: 'delete' } } as const
const start = (policy = {}, rest = {}) =>
  startPipeline({ objects, pairs: [contacts({ lines, policy, ...rest })] })

/** The last run that did something. */
const lastRun = async ({ query }: Pipeline) =>
  (await query(sql<{ id: number }>`select max(run_id) as id from outcomes`))[0]?.id ?? 0
const takeBack = (world: Pipeline, runId: number, dry = false) =>
  undoRun(world.engine, world.orgId, runId, { author: 'Ewa', dry })

const anna = { FirstName: 'Anna', LastName: 'Nowak', Email: 'anna@example.com', Phone: '+48500100200' }

async function withAnna(policy = {}) {
  const world = await start(policy)
  const id = await world.contacts.create(anna)
  await world.pass()
  return { world, id, extId: world.system.all('person')[0]?.id ?? '' }
}
const personOf = ({ system }: Pipeline) => system.all('person')[0]

test('an undone run leaves the values it found, on either side, and the sync does not write them again', async () => {
  const { world, id, extId } = await withAnna()
  await world.contacts.edit(id, { Phone: '+48600600600' })
  await world.syncSalesforce()
  const toOutside = await lastRun(world)
  world.system.edit('person', extId, { firstName: 'Ania' })
  await world.syncOutside()
  const toSalesforce = await lastRun(world)

  expect((await takeBack(world, toOutside, true)).operations).toMatchObject([{ external: { values: { phone: anna.Phone } }, salesforce: null }]) // prettier-ignore
  expect(personOf(world)).toMatchObject({ phone: '+48600600600' })
  expect((await takeBack(world, toOutside)).counts).toEqual({ updated: 1 })
  expect((await takeBack(world, toSalesforce)).counts).toEqual({ updated: 1 })
  expect(personOf(world)).toMatchObject({ phone: anna.Phone, firstName: 'Ania' })
  expect(await world.contacts.get(id)).toMatchObject({ Phone: '+48600600600', FirstName: 'Anna' })
  await world.pass()
  expect(personOf(world)).toMatchObject({ phone: anna.Phone, firstName: 'Ania' })
  expect(await world.contacts.get(id)).toMatchObject({ Phone: '+48600600600', FirstName: 'Anna' })

  await world.contacts.edit(id, { Phone: '+48700700700' })
  await world.pass()
  expect(personOf(world)).toMatchObject({ phone: '+48700700700' })
})

test('what was edited since stays, and is told; what was edited beside it is still carried over', async () => {
  const { world, id, extId } = await withAnna()
  await world.contacts.edit(id, { Phone: '+48600600600', FirstName: 'Ania' })
  await world.syncSalesforce()
  const runId = await lastRun(world)
  world.system.edit('person', extId, { phone: '+48999999999', email: 'ania@example.com' })

  const report = await takeBack(world, runId)
  expect(report.kept).toMatchObject([{ line: 'phone', code: 'edited-since', sfId: id }])
  expect(personOf(world)).toMatchObject({ phone: '+48999999999', firstName: 'Anna' })
  await world.pass()
  expect(await world.contacts.get(id)).toMatchObject({ Phone: '+48999999999', Email: 'ania@example.com' })
})

test('an undo that was cut off after its write, or is asked for twice, ends in the same, and can itself be undone', async () => {
  const { world, id } = await withAnna()
  await world.contacts.edit(id, { Phone: '+48600600600' })
  await world.syncSalesforce()
  const runId = await lastRun(world)
  // Written and not recorded: the node died between the two.
  world.system.edit('person', personOf(world)?.id ?? '', { phone: anna.Phone })
  expect((await takeBack(world, runId)).kept).toMatchObject([{ line: 'phone', code: 'already-undone' }])
  await world.pass()
  expect(await world.contacts.get(id)).toMatchObject({ Phone: '+48600600600' })

  await world.contacts.edit(id, { FirstName: 'Ania' })
  await world.syncSalesforce()
  const second = await lastRun(world)
  const undone = await takeBack(world, second)
  const writes = world.system.seen.writes.length
  await takeBack(world, second)
  expect(world.system.seen.writes).toHaveLength(writes)
  await takeBack(world, undone.runId ?? 0)
  expect(personOf(world)).toMatchObject({ firstName: 'Ania' })
})

test('a made record is deleted where the pair deletes and nothing happened to it since, and is not made again', async () => {
  const { world, id, extId } = await withAnna(deletes)
  const runId = await lastRun(world)
  expect((await takeBack(world, runId)).counts).toEqual({ deleted: 1 })
  expect(world.system.all('person').filter((one) => one.id === extId)).toEqual([])
  await world.contacts.edit(id, { FirstName: 'Ania' })
  await world.pass()
  expect(world.system.all('person')).toEqual([])
  expect(await world.contacts.get(id)).toMatchObject({ LastName: 'Nowak' })
})

test('a made record stays where the pair never deletes, or where somebody edited it since', async () => {
  const { world } = await withAnna()
  expect((await takeBack(world, await lastRun(world))).kept).toMatchObject([{ code: 'undo-not-allowed' }])

  const other = await withAnna(deletes)
  const made = await lastRun(other.world)
  other.world.system.edit('person', other.extId, { firstName: 'Ania' })
  expect((await takeBack(other.world, made)).kept).toMatchObject([{ code: 'edited-since' }])
  expect(personOf(other.world)).toMatchObject({ firstName: 'Ania' })
})

test('a link that the run made ends, for good, and what it wrote to bring the two in step goes back', async () => {
  const world = await start()
  const extId = world.system.add('person', { lastName: 'Nowak', email: anna.Email, phone: null })
  const id = await world.contacts.create(anna)
  await world.pass()
  const [run] = await world.query(
    sql<{ id: number }>`select run_id as id from outcomes where bucket = 'linked'`
  )
  expect((await takeBack(world, run?.id ?? 0)).counts).toEqual({ unlinked: 1 })
  expect(await world.links()).toMatchObject([{ sfId: id, extId, state: 4 }])
  expect(personOf(world)).toMatchObject({ phone: null, firstName: null })
  await world.pass()
  expect(personOf(world)).toMatchObject({ phone: null })
})

test('a delete is not taken back, and it is said how the record can be restored; an opt-out stays', async () => {
  const optIn = line('HasOptedOutOfEmail', 'optedIn', { type: 'opt-out' })
  const world = await start(deletes, { lines: [...lines, optIn] })
  const id = await world.contacts.create(anna)
  await world.pass()
  await world.contacts.edit(id, { HasOptedOutOfEmail: true, FirstName: 'Ania' })
  await world.syncSalesforce()
  const edited = await lastRun(world)
  const outside = personOf(world)
  expect(outside).toMatchObject({ optedIn: false })
  const report = await takeBack(world, edited)
  expect(report.kept).toMatchObject([{ line: 'optedIn', code: 'consent-stays' }])
  expect(personOf(world)).toMatchObject({ optedIn: false, firstName: 'Anna' })

  await world.contacts.remove(id)
  await world.syncSalesforce()
  const deleted = await takeBack(world, await lastRun(world))
  expect(deleted.kept).toMatchObject([{ code: 'undo-impossible' }])
  expect(deleted.kept[0]?.message).toMatch(/Restore it in Plain/)
})
