import { expect, test } from 'vitest'
import type { LineSpec, PairSpec } from '../../middleware/connectors/connector.ts'
import { contacts } from '../support/one-way.ts'
import { approve } from '../../middleware/database/plan-approval.ts'
import { operationsOf, type StoredOperation } from '../../middleware/database/plan-operations.ts'
import { listPlans, planOf, type StoredPlan } from '../../middleware/database/plans.ts'
import { connectionStatus } from '../../middleware/database/status.ts'
import { saveRevision } from '../../middleware/database/revisions.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { requestPlans } from '../../middleware/sync/plans.ts'
import { eventually } from '../support/eventually.ts'
import { startWorld, type World } from '../support/world.ts'

const key = { orgId: 1, connectionId: 1 }
const db = (world: World) => world.middleware().engine.db

async function until(world: World, runId: number, states: readonly string[]): Promise<StoredPlan> {
  world.middleware().waker.wake({ ...key, lane: lanes.pressed })
  const plan = await eventually(() => planOf(db(world), 1, runId), (one) => states.includes(one?.state ?? ''), 60) // prettier-ignore
  if (plan === null) throw new Error('The plan is gone.')
  return plan
}

const rowsOf = (world: World, { runId }: StoredPlan) =>
  operationsOf(db(world), 1, runId, { after: 0, limit: 10_000 })

/** Makes a plan of the only pair and waits until it is complete. */
async function planned(world: World): Promise<{ plan: StoredPlan; rows: StoredOperation[] }> {
  const [runId = 0] = await requestPlans(world.middleware().engine, 1, 1)
  const plan = await until(world, runId, ['planned', 'stopped'])
  return { plan, rows: await rowsOf(world, plan) }
}

const sayYes = (world: World, { runId, hash }: StoredPlan, acceptGuard: readonly string[] = []) =>
  approve(db(world), 1, runId, { hash: hash ?? '', acceptGuard, by: 'test' })

async function applied(world: World, plan: StoredPlan, acceptGuard: readonly string[] = []) {
  expect(await sayYes(world, plan, acceptGuard)).toBeNull()
  return until(world, plan.runId, ['done', 'failed'])
}

/** What was written outside, by address: what the double holds and how often it was asked to. */
const writes = ({ double }: World) =>
  (double.seen.calls['/contact/batchupsert'] ?? 0) + (double.seen.calls['/contact/upsert'] ?? 0) + (double.seen.calls['/contact/delete'] ?? 0) // prettier-ignore

const valueOf = (one: StoredOperation, line: string) =>
  one.lines?.find((each) => each.line === line)?.value_to ?? undefined

test('a plan writes nothing on either side, says what it would do, and applying does exactly that', async () => {
  const world = await startWorld({ seed: 60, approve: 'plan' })
  const { plan, rows } = await planned(world)
  expect(plan).toMatchObject({ state: 'planned', seen: 60, total: 60 })
  expect(writes(world)).toBe(0)
  const creates = rows.filter((one) => one.kind === 'create')
  expect(creates.length).toBeGreaterThan(30)
  expect(rows.filter((one) => one.kind === 'held').every((one) => one.issues?.[0]?.message)).toBe(true)

  const done = await applied(world, plan)
  expect(done.counters['created']).toBe(creates.length)
  const byMail = new Map(world.double.contacts().map((one) => [one.email, one]))
  expect(byMail.size).toBe(creates.length)
  for (const one of creates) {
    const contact = byMail.get(valueOf(one, 'email')?.toLowerCase() ?? '')
    const plain = ['name', 'phone', 'fax', 'company', 'externalId'] as const
    expect(plain.map((line) => contact?.[line] || undefined)).toEqual(plain.map((line) => valueOf(one, line)))
    const details = one.lines?.filter((each) => each.line.startsWith('details.')) ?? []
    const planned = details.map((each) => `${each.line.slice('details.'.length)}=${each.value_to ?? ''}`)
    expect(contact?.properties.map(({ name, value }) => `${name}=${value}`).sort()).toEqual(planned.sort())
  }
  expect(Object.values(world.double.seen.written).every((times) => times === 1)).toBe(true)
})

test('before its first plan is carried out a pair writes nothing, and afterwards what changed meanwhile arrives', async () => {
  const world = await startWorld({ seed: 5, approve: 'plan' })
  const { plan } = await planned(world)
  const id = await world.create({ LastName: 'Late', Email: 'late@example.com' })
  await world.org.control({ command: 'messagesIdle' })
  await eventually(
    () => db(world).withOrg(1, (tx) => tx.selectFrom('inbox').select(({ fn }) => fn.countAll<number>().as('n')).where('next_at', '>', new Date('9999-01-01')).executeTakeFirstOrThrow()),
    ({ n }) => n === 1
  ) // prettier-ignore
  expect(writes(world)).toBe(0)
  const unapproved = async () => (await connectionStatus(db(world), 1, 1)).unapproved
  expect(await unapproved()).toEqual(['Contact'])
  await applied(world, plan)
  expect(await unapproved()).toEqual([])
  await eventually(() => world.outside(id), (found) => found !== undefined) // prettier-ignore
})

const line = (one: LineSpec): LineSpec => (one.external === 'phone' ? { ...one, direction: 'both' } : one)
const twoWay: PairSpec = {
  ...contacts,
  lines: contacts.lines.map(line),
  policy: { ...contacts.policy, update: { toExternal: true, toSalesforce: true } }
}

/** Ten linked contacts, three of which are edited while nobody looks; gives their ids. */
async function edited(): Promise<{ world: World; ids: string[] }> {
  const world = await startWorld()
  const ids: string[] = []
  for (let n = 0; n < 10; n++)
    ids.push(await world.create({ LastName: `Nowak ${n}`, Email: `n${n}@example.com`, Title: 'Clerk' }))
  await world.initialSync()
  await world.settled()
  await db(world).withOrg(1, (tx) =>
    tx
      .updateTable('connections')
      .set({ rules: JSON.stringify({ approve: 'plan' }) })
      .execute()
  )
  await db(world).withOrg(1, (tx) => tx.updateTable('pairs').set({ writes_from: null }).execute())
  return { world, ids }
}

test('a record that was edited after it was planned is superseded, not forced, and waits in a plan that follows', async () => {
  const { world, ids } = await edited()
  const [first = '', second = ''] = ids
  await world.edit(first, { Title: 'Buyer' })
  await world.edit(second, { Title: 'Buyer' })
  const { plan, rows } = await planned(world)
  expect(rows).toMatchObject([{ kind: 'update' }, { kind: 'update' }])
  await world.edit(second, { Title: 'Chair' })

  const done = await applied(world, plan)
  expect(done.counters).toMatchObject({ updated: 1, superseded: 1 })
  const next = await eventually(
    async () => (await listPlans(db(world), 1, 1, 10)).find((one) => one.follows === plan.runId),
    (one) => one?.state === 'planned'
  )
  if (next === undefined) throw new Error('Nothing follows.')
  // The live sync, which has begun now, leaves it to the plan.
  await world.settled()
  const title = (id: string) => JSON.stringify(world.outside(id)?.properties)
  expect([title(first), title(second)]).toEqual([
    expect.stringContaining('Buyer'),
    expect.stringContaining('Clerk')
  ])
  expect((await rowsOf(world, next)).map((one) => one.lines)).toMatchObject([
    [{ value_from: 'Clerk', value_to: 'Chair' }]
  ])
  await applied(world, next)
  expect(title(second)).toContain('Chair')
})

test('a plan above the guard rail stops, and goes on only after a yes that names the reason', async () => {
  const world = await startWorld({ seed: 0 })
  for (let n = 0; n < 33; n++)
    await world.create({ LastName: `N ${n}`, Email: `n${n}@example.com`, Title: n === 0 ? 'Left' : 'Clerk' })
  await world.initialSync()
  await world.settled()
  const leaving: PairSpec = {
    ...contacts,
    criterion: { all: [{ field: 'Title', is: 'not-equal', values: ['Left'] }] },
    policy: { ...contacts.policy, whenOut: 'delete' }
  }
  await saveRevision(db(world), key, { pairs: [leaving] }, 'test')
  const { plan, rows } = await planned(world)
  const [gone, ...others] = rows.filter((one) => one.kind === 'delete')
  expect(others).toEqual([])
  const address = { line: 'email', side: 'external', value_from: 'n0@example.com', value_to: null }
  expect(gone?.lines).toContainEqual(address)
  expect(plan).toMatchObject({ state: 'stopped', guard: [{ code: 'deletes' }] })
  expect(await sayYes(world, plan)).toMatch(/1 records would be deleted/)
  expect(await sayYes(world, plan, ['blanks'])).toMatch(/--accept-guard deletes/)
  expect(world.double.contacts().filter((one) => one.deleted)).toEqual([])
  await applied(world, plan, ['deletes'])
  expect(world.double.contacts().filter((one) => one.deleted)).toMatchObject([{ email: 'n0@example.com' }])
})

test('a plan is refused with a wrong hash, after seven days, and when the mapping moved on', async () => {
  const world = await startWorld({ seed: 5, approve: 'plan' })
  const { plan } = await planned(world)
  const { runId } = plan
  expect(await sayYes(world, { ...plan, hash: 'other' })).toMatch(/hash/)
  const touch = (values: object) =>
    db(world).withOrg(1, (tx) => tx.updateTable('runs').set(values).where('run_id', '=', runId).execute())
  await touch({ expires_at: new Date(Date.now() - 1000) })
  expect(await sayYes(world, plan)).toMatch(/seven days/)
  await touch({ expires_at: plan.expiresAt })
  await db(world).withOrg(1, (tx) => tx.updateTable('plan_operations').set({ code: 'slipped in' }).where('seq', '=', 1).execute()) // prettier-ignore
  expect(await sayYes(world, plan)).toMatch(/not what was planned/)
  await db(world).withOrg(1, (tx) => tx.updateTable('plan_operations').set({ code: null }).where('seq', '=', 1).execute()) // prettier-ignore
  await saveRevision(db(world), key, { pairs: [twoWay] }, 'test')
  expect(await sayYes(world, plan)).toMatch(/mapping/)
  expect(writes(world)).toBe(0)
})
