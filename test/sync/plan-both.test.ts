import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { fromCell } from '../../middleware/sync/csv-cell.ts'
import { exportPlan } from '../../middleware/cli/plan-commands.ts'
import { contentHash } from '../../middleware/database/plans.ts'
import { withLines } from '../../middleware/sync/plan-preview.ts'
import { accounts, contactLines, contacts, employer, objects } from '../support/plain-pairs.ts'
import { planning } from './plan-world.ts'

/** The external system is empty in these tests, which a plan asks about. */
const nothingThere = ['empty-external']

const world = (lines = contactLines) => startPipeline({ objects, pairs: [contacts({ lines })] })

test('a plan covers both sides, each record once, and what is carried out is every line of it and no other', async () => {
  const { contacts: sf, system, ...rest } = await world()
  const { make, carryOut } = planning(rest)
  const anna = await sf.create({ LastName: 'Nowak', Email: 'anna@x.example', Phone: '1' })
  const jan = system.add('person', { lastName: 'Kowal', email: 'jan@x.example' })
  const eva = await sf.create({ LastName: 'Same', Email: 'eva@x.example' })
  system.add('person', { lastName: 'Same', email: 'eva@x.example', phone: '7' })
  const [made] = await make()
  expect(system.seen.writes).toEqual([])
  const told = made?.rows.map(({ kind, sides, sfId, extId }) => ({ kind, sides, sfId, extId })) ?? []
  expect(told).toHaveLength(3)
  expect(told).toContainEqual({ kind: 'create', sides: 'external', sfId: anna, extId: null })
  expect(told).toContainEqual({ kind: 'create', sides: 'salesforce', sfId: null, extId: jan })
  expect(told.find((one) => one.sfId === eva)).toMatchObject({ kind: 'link', sides: 'salesforce' })

  const done = await carryOut(made?.plan.runId ?? 0)
  expect(done).toMatchObject({ state: 'done', counters: { created: 2, linked: 1 } })
  const rowOf = (sfId: string | null) => made?.rows.find((one) => one.sfId === sfId)?.lines ?? []
  const values = Object.fromEntries(rowOf(anna).map((one) => [one.line, one.value_to]))
  expect(system.seen.writes).toEqual([{ object: 'person', operation: { kind: 'create', values } }])
  const links = await rest.links()
  const person = await sf.get(links.find((one) => one.extId === jan)?.sfId ?? '')
  expect(
    rowOf(null)
      .map((one) => one.value_to)
      .sort()
  ).toEqual(['Kowal', 'jan@x.example'])
  expect(person).toMatchObject({ LastName: 'Kowal', Email: 'jan@x.example', FirstName: null, Phone: null })
  const events = await rest.query(sql`
    select line, side, value_from, value_to from events where run_id = ${done.runId} and kind = 'written'`)
  expect(events).toEqual(rowOf(eva))
  expect(await sf.get(eva)).toMatchObject({ Phone: '7' })
  const [again] = await make()
  expect(again).toMatchObject({ plan: { state: 'planned', planned: { 'skip/unchanged/': 3 } }, rows: [] })
})

test('children of a parent that is only planned are planned after it, and carried out with the id it got', async () => {
  const lines = [...contactLines, employer(true)]
  const { accounts: sf, contacts: people, system, ...rest } = await startPipeline({ objects, pairs: [accounts(), contacts({ lines })] }) // prettier-ignore
  const { make, carryOut } = planning(rest)
  const acme = await sf.create({ Name: 'Acme' })
  await people.create({ LastName: 'Nowak', Email: 'anna@acme.example', AccountId: acme })
  const [companies, persons] = await make()
  expect(persons?.rows).toMatchObject([{ kind: 'create' }])
  expect(persons?.rows[0]?.lines).toContainEqual({ line: 'companyId', side: 'external', value_from: null, value_to: `after:${acme}` }) // prettier-ignore
  await expect(carryOut(companies?.plan.runId ?? 0)).rejects.toThrow(/showed no record at all/)
  await carryOut(companies?.plan.runId ?? 0, nothingThere)
  await carryOut(persons?.plan.runId ?? 0, nothingThere)
  expect(system.all('person')).toMatchObject([{ lastName: 'Nowak', companyId: system.all('company')[0]?.id }])
})

test('operations stored by reference show their values, and one whose record moved since is not carried out', async () => {
  const { contacts: sf, system, ...rest } = await world()
  const { make, carryOut, stored } = planning(rest)
  const ids = []
  for (const n of [1, 2, 3]) ids.push(await sf.create({ LastName: `N${n}`, Email: `n${n}@x.example` }))
  const [made] = await make()
  const runId = made?.plan.runId ?? 0
  // As they are stored behind the first 50,000.
  await rest.query(sql`update plan_operations set lines = null where run_id = ${runId}`)
  await rest.query(
    sql`update runs set content_hash = ${contentHash(rest.orgId, runId)} where run_id = ${runId}`
  )
  const { plan, rows } = await stored(runId)
  const shown = await withLines(rest.engine, rest.orgId, plan, rows)
  expect(shown.map((one) => one.lines)).toEqual(made?.rows.map((one) => one.lines))

  await sf.edit(ids[1] ?? '', { LastName: 'Moved' })
  const done = await carryOut(runId, nothingThere)
  expect(done.counters).toEqual({ created: 2, superseded: 1 })
  expect(system.all('person').map((one) => one.lastName)).toEqual(['N1', 'N3'])
})

test('a create does not turn into a link to what somebody made meanwhile without another yes', async () => {
  const { contacts: sf, system, ...rest } = await world()
  const { make, carryOut } = planning(rest)
  const blank = await sf.create({ LastName: 'Nowak', Email: 'anna@x.example' })
  const [made] = await make()
  system.add('person', { lastName: 'Other', email: 'anna@x.example' })
  const done = await carryOut(made?.plan.runId ?? 0, nothingThere)
  expect(done.counters).toEqual({ superseded: 1 })
  expect(system.all('person')).toMatchObject([{ lastName: 'Other' }])
  expect(await sf.get(blank)).toMatchObject({ LastName: 'Nowak' })
})

test('an export holds every value exactly, and none of them is a formula', async () => {
  const { contacts: sf, ...rest } = await world()
  const { make } = planning(rest)
  const names = ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', "'quoted'", 'a "b", c', 'two\nlines', 'plain']
  for (const [n, name] of names.entries()) await sf.create({ LastName: name, Email: `n${n}@x.example` })
  const [made] = await make()
  const folder = await mkdtemp(join(tmpdir(), 'bothways-export-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'plan.csv')
  if (made === undefined) throw new Error('There is no plan.')
  expect(await exportPlan(rest.engine, rest.orgId, made.plan, file)).toBe(names.length)
  const read = parse<Record<string, string>>(await readFile(file), { columns: true })
  expect(read.filter((one) => Object.values(one).some((cell) => /^[=+\-@\t\r]/.test(cell)))).toEqual([])
  const values = read.map((one) => [one['line'], fromCell(one['to'] ?? '')])
  expect(values).toEqual(made.rows.flatMap((one) => one.lines ?? []).map((one) => [one.line, one.value_to]))
  await expect(exportPlan(rest.engine, rest.orgId, made.plan, file)).rejects.toThrow(/EEXIST/)
})
