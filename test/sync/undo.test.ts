import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { lanes } from '../../middleware/sync/lanes.ts'
import { approveUndo, requestUndo } from '../../middleware/sync/undo-run.ts'
import { startPipeline, type Pipeline } from '../support/pipeline.ts'
import { contactLines, contacts, line, objects } from '../support/plain-pairs.ts'
import { planning } from './plan-world.ts'

const lines = contactLines
const deletes = { remove: { toExternal: 'delete', toSalesforce: 'delete' } } as const
const start = (policy = {}, rest = {}) =>
  startPipeline({ objects, pairs: [contacts({ lines, policy, ...rest })] })

/** The last run that did something. */
const lastRun = async ({ query }: Pipeline) =>
  (await query(sql<{ id: number }>`select max(run_id) as id from outcomes`))[0]?.id ?? 0
/** Plans how a run is taken back and, unless it is for a look only, carries it out. */
async function takeBack(world: Pipeline, runId: number, dry = false) {
  const { engine, orgId } = world
  const { stored, carryOut } = planning(world)
  const planId = await requestUndo(engine, orgId, runId, 'Ewa')
  await world.turn(lanes.pressed)
  const { plan, rows } = await stored(planId)
  const done = dry || plan.state === 'done' ? plan : await carryOut(planId, (plan.guard ?? []).map((one) => one.code)) // prettier-ignore
  const kept = rows.flatMap(({ sfId, issues }) => (issues ?? []).map((issue) => ({ ...issue, sfId })))
  return { runId: planId, plan, done, rows, kept, counts: done.counters }
}

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

  expect((await takeBack(world, toOutside, true)).rows).toMatchObject([{ sides: 'external', lines: [{ line: 'phone', value_to: anna.Phone }] }]) // prettier-ignore
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
  await takeBack(world, undone.runId)
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

test('taking back is a plan like any other: nothing is written before the yes, and what was edited meanwhile stays', async () => {
  const { world, id, extId } = await withAnna()
  const other = await world.contacts.create({ LastName: 'Kowal', Email: 'jan@example.com', Phone: '+48111111111' }) // prettier-ignore
  await world.pass()
  await world.contacts.edit(id, { Phone: '+48600600600' })
  await world.contacts.edit(other, { Phone: '+48222222222' })
  await world.syncSalesforce()
  const runId = await lastRun(world)
  const writes = world.system.seen.writes.length
  const { plan, rows } = await takeBack(world, runId, true)
  expect(plan).toMatchObject({ state: 'planned', undoes: runId, planned: { 'update/updated/undone': 2 } })
  expect(rows).toHaveLength(2)
  expect(world.system.seen.writes).toHaveLength(writes)
  // Other lanes go on with records that such a plan names.
  world.system.edit('person', extId, { phone: '+48999999999' })
  const { carryOut } = planning(world)
  const done = await carryOut(plan.runId)
  expect(done).toMatchObject({ state: 'done', counters: { updated: 1, skipped: 1 } })
  expect(world.system.all('person').map((one) => one.phone).sort()).toEqual(['+48111111111', '+48999999999']) // prettier-ignore
  expect(await world.query(sql`select from plan_operations where state is not null`)).toEqual([])
})

test('a plan of everything that waits for its yes outlives one that takes a run back, and a guard rail stops that one too', async () => {
  const { world, id } = await withAnna()
  const ids = [id]
  for (let n = 0; n < 3; n++) ids.push(await world.contacts.create({ LastName: `N${n}`, Email: `n${n}@x.example` })) // prettier-ignore
  await world.pass()
  for (const one of ids) await world.contacts.edit(one, { FirstName: 'Filled' })
  await world.syncSalesforce()
  const runId = await lastRun(world)
  const { make, stored } = planning(world)
  const [waiting] = await make()
  const { plan } = await takeBack(world, runId, true)
  expect(plan).toMatchObject({ state: 'stopped', guard: [{ code: 'blanks' }] })
  await expect(approveUndo(world.engine, world.orgId, plan, 'Ewa')).rejects.toThrow(/--accept-guard blanks/)
  expect((await stored(waiting?.plan.runId ?? 0)).plan.state).toBe('planned')
})
