import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { contactLines, contacts, line, objects, person } from '../support/plain-pairs.ts'
import type { Connector } from '../../middleware/connectors/connector.ts'
import { approve } from '../../middleware/database/plan-approval.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { requestPlans } from '../../middleware/sync/plans.ts'
import { planning } from './plan-world.ts'

const remove = { toExternal: 'delete', toSalesforce: 'delete' } as const

/** A vendor that tells no changes, so that only a look at everything shows what is gone; ten linked people. */
async function world() {
  const made = await startPipeline({
    objects: { ...objects, person: { ...person, feed: 'full' } },
    pairs: [contacts({ lines: contactLines, policy: { remove } })],
    forgetsDeleted: true
  })
  for (let n = 0; n < 10; n++)
    await made.contacts.create({ LastName: `N${n}`, Email: `n${n}@x.example`, Phone: `${n}` })
  await made.initialSync()
  const links = await made.links()
  expect(links).toHaveLength(10)
  made.system.seen.writes.length = 0
  const staged = () => made.query(sql`select tablename from pg_tables where schemaname = 'staging'`)
  return { ...made, ...planning(made), pairsOf: links, staged }
}

test('records that were deleted on either side are deletions of the plan; a guard rail stops it, and a yes lets exactly them through', async () => {
  const { contacts: sf, system, make, carryOut, stored, pairsOf, staged, engine, orgId } = await world()
  const [inSalesforce, outside, kept] = pairsOf
  if (inSalesforce === undefined || outside === undefined || kept === undefined) throw new Error('None.')
  await sf.remove(inSalesforce.sfId)
  system.remove('person', outside.extId)
  await sf.edit(kept.sfId, { Phone: '77' })

  const [made] = await make()
  const runId = made?.plan.runId ?? 0
  const told = made?.rows.map(({ kind, sides, sfId, extId }) => ({ kind, sides, sfId, extId })) ?? []
  expect(told).toHaveLength(3)
  expect(told).toContainEqual({ kind: 'update', sides: 'external', ...idsOf(kept) })
  expect(told).toContainEqual({ kind: 'delete', sides: 'external', ...idsOf(inSalesforce) })
  expect(told).toContainEqual({ kind: 'delete', sides: 'salesforce', ...idsOf(outside) })
  expect(made?.rows.find((one) => one.sfId === outside.sfId)?.lines).toContainEqual({ line: 'email', side: 'salesforce', value_from: expect.stringContaining('@x.example') as string, value_to: null }) // prettier-ignore
  expect(made?.plan).toMatchObject({ state: 'stopped', guard: [{ code: 'deletes' }] })
  expect(made?.plan.planned['skip/unchanged/']).toBe(7)
  expect(system.seen.writes).toEqual([])
  const hash = made?.plan.hash ?? ''
  expect(await approve(engine.db, orgId, runId, { hash, acceptGuard: [], by: 'test' })).toMatch(
    /2 records would be deleted/
  )
  expect(await staged()).toEqual([])

  const done = await carryOut(runId, ['deletes'])
  expect(done.counters).toEqual({ updated: 1, deleted: 2 })
  expect(system.seen.writes.map((one) => one.operation)).toContainEqual({ kind: 'delete', id: inSalesforce.extId }) // prettier-ignore
  expect(system.seen.writes).toHaveLength(2)
  expect(await sf.get(outside.sfId)).toMatchObject({ IsDeleted: true })
  expect((await stored(runId)).plan.state).toBe('done')
})

const idsOf = ({ sfId, extId }: { sfId: string; extId: string }) => ({ sfId, extId })

test('a record that is back when the plan is carried out is not deleted', async () => {
  const { contacts: sf, make, carryOut, pairsOf, system } = await world()
  const [gone] = pairsOf
  await sf.remove(gone?.sfId ?? '')
  const [made] = await make()
  expect(made?.rows).toMatchObject([{ kind: 'delete' }])
  await sf.undelete(gone?.sfId ?? '')
  await carryOut(made?.plan.runId ?? 0, ['deletes'])
  expect(system.seen.writes).toEqual([])
  expect(system.get('person', gone?.extId ?? '')).not.toBeNull()
})

test('a record that a scan overlooks is asked for by its id: nothing is planned for it, also where its partner was edited', async () => {
  const { contacts: sf, make, pairsOf, system } = await world()
  const [overlooked, edited] = pairsOf
  system.faults.overlooked = new Set([overlooked?.extId ?? '', edited?.extId ?? ''])
  await sf.edit(edited?.sfId ?? '', { Phone: '99' })
  const [made] = await make()
  expect(made?.rows).toMatchObject([{ kind: 'update', sides: 'external', sfId: edited?.sfId }])
  expect(made?.plan.state).toBe('planned')
})

test('a side that shows nothing at all stops the plan, which deletes nothing even after a yes', async () => {
  const { make, carryOut, system, contacts: sf, pairsOf } = await world()
  system.faults.overlooked = new Set(pairsOf.map((one) => one.extId))
  const [made] = await make()
  expect(made?.rows).toEqual([])
  expect(made?.plan).toMatchObject({ state: 'stopped', guard: [{ code: 'empty-external' }] })
  await carryOut(made?.plan.runId ?? 0, ['empty-external'])
  for (const { sfId } of pairsOf) expect(await sf.get(sfId)).toMatchObject({ IsDeleted: false })
})

test('a scan that breaks off plans nothing; it goes on where it stopped, and the plan is the same', async () => {
  const made = await world()
  const { engine, orgId, connectionId, turn, stored, query, system, pairsOf } = made
  system.remove('person', pairsOf[0]?.extId ?? '')
  const [runId = 0] = await requestPlans(engine, orgId, connectionId)
  system.faults.breaksAfter = system.seen.reads
  await expect(turn(lanes.pressed)).rejects.toThrow('The connection broke')
  // Both sides are staged at once: how far the other one came by then is chance.
  expect(await stored(runId)).toMatchObject({ plan: { state: 'running' }, rows: [] })
  system.faults.breaksAfter = Infinity
  await made.later()
  await turn(lanes.pressed)
  expect(await stored(runId)).toMatchObject({ plan: { state: 'stopped', seen: 10 }, rows: [{ kind: 'delete' }] }) // prettier-ignore
  expect(await query(sql`select count(*)::int as n from scans where run_id = ${runId}`)).toEqual([{ n: 2 }])
})

test('what was staged and is lost is staged again, and the plan begins anew', async () => {
  const made = await world()
  const { engine, orgId, connectionId, turn, stored, query, system, pairsOf, contacts: sf } = made
  await sf.edit(pairsOf[1]?.sfId ?? '', { Phone: '55' })
  system.remove('person', pairsOf[0]?.extId ?? '')
  const [runId = 0] = await requestPlans(engine, orgId, connectionId)
  // The process dies while it asks for the one that is missing, and the database with it: what is not logged is lost.
  const whole = { ...system.connector }
  let lost = false
  Object.assign(system.connector, {
    find: async (...given: Parameters<Connector['find']>) => {
      if (lost) return whole.find(...given)
      lost = true
      await query(sql`truncate ${sql.raw(`staging.s_${runId}_external`)}`)
      throw new Error('the process ends here')
    }
  })
  await expect(turn(lanes.pressed)).rejects.toThrow()
  expect((await stored(runId)).rows).toMatchObject([{ kind: 'update' }])
  for (let n = 0; n < 3; n++) {
    await made.later()
    await turn(lanes.pressed).catch(() => undefined)
  }
  const { plan, rows } = await stored(runId)
  expect(plan).toMatchObject({ state: 'stopped', guard: [{ code: 'deletes' }] })
  expect(rows.map((one) => one.kind).sort()).toEqual(['delete', 'update'])
})

test('edits of one record on both sides are one operation of the plan, whichever lines they are in', async () => {
  const lines = [...contactLines.slice(1), line('FirstName', 'firstName', { direction: 'toExternal' })]
  const { contacts: sf, system, ...rest } = await startPipeline({ objects, pairs: [contacts({ lines })] })
  const { make, carryOut } = planning(rest)
  const id = await sf.create({ FirstName: 'Anna', LastName: 'Nowak', Email: 'anna@x.example', Phone: '1' })
  await rest.initialSync()
  const [link] = await rest.links()
  await sf.edit(id, { FirstName: 'Ania' })
  system.edit('person', link?.extId ?? '', { phone: '2' })
  const [made] = await make()
  expect(made?.rows).toMatchObject([{ kind: 'update', sides: 'both' }])
  await carryOut(made?.plan.runId ?? 0)
  expect(await sf.get(id)).toMatchObject({ Phone: '2', FirstName: 'Ania' })
  expect(system.all('person')).toMatchObject([{ firstName: 'Ania', phone: '2' }])
})
