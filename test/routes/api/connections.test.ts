import '../../support/pipeline.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import {
  deletedConnections,
  forgetConnection,
  markDeleted
} from '../../../middleware/database/delete-connection.ts'
import { dueLanes } from '../../../middleware/database/due.ts'
import { renewLease, takeLease } from '../../../middleware/database/lease.ts'
import { FenceLostError } from '../../../middleware/database/record.ts'
import { startRun } from '../../../middleware/database/runs.ts'
import { startInitialSync } from '../../../middleware/sync/connect.ts'
import { lanes } from '../../../middleware/sync/lanes.ts'
import { asAdmin, asOrg } from '../../support/api.ts'
import { eventually } from '../../support/eventually.ts'
import { anna } from '../../support/two-way.ts'
import { startWorld, type World } from '../../support/world.ts'

const orgIdOf = async (world: World) =>
  (
    await world
      .middleware()
      .engine.db.withOrg(1, (tx) => tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow())
  ).sf_org_id

test('a connection is made with the org’s own login once the other one is proven, and once only', async () => {
  const world = await startWorld()
  const call = await asOrg(world.middleware(), 1)
  const { settings } = world.double
  const make = (values: object, name = 'Second') =>
    call('POST', '/connections', { connector: 'salesmanago', name, values })

  const wrong = await make({ ...settings, owner: 'nobody@example.com' })
  expect(wrong).toMatchObject({ status: 422, body: { field: 'values.owner' } })
  expect(await make({ ...settings, apiSecret: '' })).toMatchObject({
    status: 422,
    body: { field: 'values.apiSecret', detail: 'API Secret is missing.' }
  })
  expect(await make({ ...settings, colour: 'red' })).toMatchObject({
    status: 422,
    body: { field: 'values.colour' }
  })
  expect(await call('POST', '/connections', { connector: 'none', values: {} })).toMatchObject({
    status: 422,
    body: { field: 'connector' }
  })

  // Pressed twice at once.
  const made = await Promise.all([make(settings), make(settings)])
  expect(made.map((one) => one.status).sort()).toEqual([201, 409])
  const { connection, intake } = made.find((one) => one.status === 201)?.body as {
    connection: number
    intake: string
  }
  expect(intake).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hooks\/salesforce\/[\w-]{43}$/)
  expect(await call('GET', `/connections/${connection}`)).toMatchObject({
    body: { name: 'Second', state: 'setup' }
  })
  expect(await call('PATCH', `/connections/${connection}`, { name: 'Marketing' })).toMatchObject({
    body: { name: 'Marketing' }
  })
})

test('settings never tell a secret, are proven before they are stored, and two admins never overwrite each other', async () => {
  const world = await startWorld()
  const [call, other] = [await asOrg(world.middleware(), 1), await asOrg(world.middleware(), 1)]
  const path = '/connections/1/settings'
  const { apiSecret, microSiteKey, ...plain } = world.double.settings as Record<string, string>
  const read = await call('GET', path)
  expect(read.body).toEqual({ values: plain, secrets: ['apiSecret', 'microSiteKey'] })
  expect(read.text).not.toContain(microSiteKey)
  expect(read.text).not.toContain(apiSecret)
  const tag = read.tag ?? ''

  expect(await call('PUT', path, { values: plain })).toMatchObject({ status: 428 })
  const refused = await call('PUT', path, { values: { ...plain, apiSecret: 'mistyped-7' } }, { tag })
  expect(refused.status).toBe(422)
  expect(refused.text).not.toContain('mistyped-7')
  // What was refused was not stored: the sync goes on with what it had.
  await world.create(anna)
  await world.initialSync()

  const both = await Promise.all([
    call('PUT', path, { values: { ...plain, iFrameName: 'Card A' } }, { tag }),
    other('PUT', path, { values: { ...plain, iFrameName: 'Card B' } }, { tag })
  ])
  expect(both.map((one) => one.status).sort()).toEqual([200, 412])
  const saved = both.find((one) => one.status === 200)
  const now = await call('GET', path)
  expect(now.body).toEqual(saved?.body)
  expect(now.body).toMatchObject({ secrets: ['apiSecret', 'microSiteKey'] })
  expect(now.tag).not.toBe(tag)

  // The stored secret is not sent to an address that whoever stored it did not know of.
  const elsewhere = await call(
    'PUT',
    path,
    { values: { ...plain, endpoint: 'http://127.0.0.1:9' } },
    { tag: now.tag ?? '' }
  )
  expect(elsewhere).toMatchObject({ status: 422, body: { field: 'values.apiSecret' } })
})

test('the check tries both logins and the org’s edition, and names what to correct', async () => {
  const world = await startWorld()
  const call = await asOrg(world.middleware(), 1)
  const check = async () =>
    (await call('POST', '/connections/1/check')).body as {
      ok: boolean
      problems: { setting: string | null; message: string }[]
    }
  expect(await check()).toMatchObject({ ok: true, problems: [] })
  await world.org.control({ command: 'set', appInstalled: false })
  const refused = await check()
  expect(refused.ok).toBe(false)
  expect(refused.problems).toHaveLength(1)
  expect(refused.problems[0]?.message).toMatch(/^Salesforce: /)
  await world.org.control({ command: 'set', appInstalled: true })
  const path = '/connections/1/settings'
  const secret = new Set(['apiSecret', 'microSiteKey', 'accountName'])
  const plain = Object.fromEntries(
    Object.entries(world.double.settings).filter(([name]) => !secret.has(name))
  )
  await call('PUT', path, { values: plain }, { tag: (await call('GET', path)).tag ?? '' })
  expect(await check()).toMatchObject({ ok: true, warnings: [{ setting: 'accountName' }] })
  await world.org.control({ command: 'set', edition: 'Professional', apiAddOn: true })
  expect(await check()).toMatchObject({
    ok: false,
    problems: [
      {
        setting: null,
        message:
          'SALESmanago synchronises with Enterprise Edition, Unlimited Edition or Developer Edition, and this org has the Professional Edition.'
      }
    ]
  })
  const request = { connector: 'salesmanago', name: 'Second', values: world.double.settings }
  expect(await call('POST', '/connections', request)).toMatchObject({
    status: 422,
    body: { code: 'edition' }
  })
  expect((await call('GET', '/me')).body).toMatchObject({
    org: { edition: expect.stringMatching(/ Edition$/) as string, address: world.org.url }
  })
})

test('a sync is asked for, and what has to be done before is told', async () => {
  const world = await startWorld({ approve: 'plan' })
  const call = await asOrg(world.middleware(), 1)
  const ask = (kind: string) => call('POST', '/connections/1/syncs', { kind })
  expect(await ask('initial')).toMatchObject({ status: 409, body: { code: 'plan-needed' } })
  expect(await ask('instant')).toMatchObject({ status: 409, body: { code: 'plan-needed' } })
  const rules = await call('GET', '/connections/1/rules')
  expect(
    await call(
      'PUT',
      '/connections/1/rules',
      { ...(rules.body as object), approve: 'none', cap: 5000 },
      { tag: rules.tag ?? '' }
    )
  ).toMatchObject({ status: 200, body: { cap: 5000 } })
  expect(await ask('instant')).toMatchObject({ status: 409, body: { code: 'not-begun' } })
  expect(await call('PUT', '/connections/1/rules', rules.body, { tag: rules.tag ?? '' })).toMatchObject({
    status: 412
  })
  expect(
    await call('PUT', '/connections/1/rules', { ...(rules.body as object), zone: 'Nowhere' }, { tag: '"2"' })
  ).toMatchObject({ status: 422, body: { field: 'zone' } })

  const id = await world.create(anna)
  expect(await ask('initial')).toMatchObject({ status: 202 })
  await eventually(
    () => world.outside(id),
    (found) => found !== undefined,
    30
  )
  const information = () => call('GET', '/connections/1/information')
  await eventually(
    information,
    ({ body }) => (body as { firstSync: { state: string } }).firstSync.state === 'done',
    30
  )
  await world.edit(id, { LastName: 'Kowalska' })
  expect(await ask('instant')).toMatchObject({ status: 202 })
  await eventually(
    () => world.outside(id),
    (found) => found?.name?.includes('Kowalska') === true,
    30
  )
  expect(await ask('reconcile')).toMatchObject({ status: 202 })
  expect(await ask('resync')).toMatchObject({ status: 202 })
  expect(await ask('now')).toMatchObject({ status: 422, body: { field: 'kind' } })
  const budget = (await call('GET', '/connections/1/budget')).body as {
    scopes: { scope: string; used: number; max: number | null }[]
  }
  expect(budget.scopes.find((one) => one.scope === 'salesforce')).toMatchObject({ max: 5000 })
  expect(budget.scopes.every((one) => one.used > 0)).toBe(true)

  await call('POST', '/connections/1/pause')
  expect(await ask('instant')).toMatchObject({ status: 409, body: { code: 'paused' } })
})

test('what runs is shown with its progress, and a run that waits for a paused connection too', async () => {
  const world = await startWorld({ seed: 40 })
  const call = await asOrg(world.middleware(), 1)
  await call('POST', '/connections/1/pause')
  await startInitialSync(world.middleware().engine, 1, 1)
  const information = async () =>
    (await call('GET', '/connections/1/information')).body as {
      firstSync: { state: string }
      current: { done: number; total: number; cause: string } | null
    }
  expect(await information()).toMatchObject({
    firstSync: { state: 'running' },
    current: { cause: 'initial', state: 'running', done: 0, error: null }
  })
  const total = (await information()).current?.total ?? 0
  expect(total).toBeGreaterThan(0)
  await call('POST', '/connections/1/resume')
  const seen: number[] = []
  await eventually(
    async () => {
      const now = await information()
      if (now.current?.cause === 'initial') seen.push(now.current.done)
      return now.firstSync.state
    },
    (state) => state === 'done',
    30
  )
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(Math.max(0, ...seen)).toBeLessThanOrEqual(total)
})

test('a connection whose deletion was cut off is nobody’s, and is forgotten by whoever comes next', async () => {
  const world = await startWorld({ seed: 40 })
  const { engine } = world.middleware()
  const call = await asOrg(world.middleware(), 1)
  await world.initialSync()
  const key = { orgId: 1, connectionId: 1 }
  const fence = await takeLease(engine.db, { ...key, lane: lanes.reconcile }, 'a node')
  expect(await markDeleted(engine.db, key)).toBe(true)
  expect(await markDeleted(engine.db, key)).toBe(false)
  // The node that was at work on it has lost it, its intake is refused, and nobody lists it.
  expect(await renewLease(engine.db, { ...key, lane: lanes.reconcile }, fence ?? 0)).toBe(false)
  expect((await call('GET', '/connections')).body).toEqual({ connections: [] })
  expect((await call('GET', '/connections/1/runs')).status).toBe(404)
  expect((await dueLanes(engine.db)).filter((one) => one.connectionId === 1)).toEqual([])
  expect(await deletedConnections(engine.db)).toEqual([key])
  // A turn that was under way may only now find something to do: its run would be left over.
  const begins = () => startRun(engine.db, { ...key, pairId: 1, lane: lanes.live }, 'poll', null)
  await expect(begins()).rejects.toThrow(FenceLostError)
  await Promise.all([forgetConnection(engine.db, key), forgetConnection(engine.db, key)])
  expect(await deletedConnections(engine.db)).toEqual([])
  await expect(begins()).rejects.toThrow(FenceLostError)
})

test('deleting a connection tells what goes, takes away what is its own and nothing else, and ends what is under way', async () => {
  const world = await startWorld({ seed: 300 })
  const { engine } = world.middleware()
  const call = await asOrg(world.middleware(), 1)
  const second = (
    await call('POST', '/connections', {
      connector: 'salesmanago',
      name: 'Second',
      values: world.double.settings
    })
  ).body as { connection: number }
  await world.create(anna)
  await world.initialSync()
  const rows = async () => {
    const tables = await engine.db.withOrg(1, (tx) =>
      sql<{ name: string; column: string }>`
      select c.relname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'bothways'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attname in ('connection_id', 'pair_id') and not a.attisdropped`.execute(tx)
    )
    const left: string[] = []
    for (const { name, column } of tables.rows) {
      const mine =
        column === 'connection_id'
          ? sql`connection_id = 1`
          : sql`pair_id in (select p from unnest(${firstPairs}::int[]) as p)`
      const found = await engine.db.withOrg(1, (tx) =>
        sql`select from ${sql.id(name)} where ${mine} limit 1`.execute(tx)
      )
      if (found.rows.length > 0) left.push(name)
    }
    return [...new Set(left)]
  }
  const firstPairs = (
    await engine.db.withOrg(1, (tx) =>
      tx.selectFrom('pairs').select('pair_id').where('connection_id', '=', 1).execute()
    )
  ).map((one) => one.pair_id)
  expect(await rows()).toEqual(
    expect.arrayContaining(['links', 'bases', 'runs', 'pairs', 'revisions', 'connections'])
  )
  const preview = (await call('GET', '/connections/1/deletion')).body as {
    name: string
    links: number
    consequences: string[]
  }
  expect(preview.links).toBeGreaterThan(0)
  expect(preview.consequences.join(' ')).toContain('opt-outs')

  // Something is under way when it goes.
  await call('POST', '/connections/1/syncs', { kind: 'initial' })
  expect(await call('DELETE', '/connections/1?confirm=yes')).toMatchObject({
    status: 422,
    body: { field: 'confirm' }
  })
  expect(await call('DELETE', `/connections/1?confirm=${encodeURIComponent(preview.name)}`)).toMatchObject({
    status: 204
  })
  expect((await call('GET', '/connections/1')).status).toBe(404)
  await eventually(rows, (left) => left.length === 0 || left.join() === 'leases', 30)
  expect(await call('GET', '/connections')).toMatchObject({
    body: { connections: [{ connection: second.connection, name: 'Second' }] }
  })
  // Its number is not given again: nothing that is left of it can be taken for another's.
  const third = await call('POST', '/connections', {
    connector: 'salesmanago',
    values: world.double.settings
  })
  expect((third.body as { connection: number }).connection).toBe(second.connection + 1)
  await world.org.control({ command: 'messagesIdle' })
})

test('an administrator registers an org by a login that works, lists it with its keys, and sees who changed what', async () => {
  const world = await startWorld()
  const id = await orgIdOf(world)
  const operator = await asAdmin(world.middleware())
  const { jwt } = world.org.credentials
  const login = { kind: 'jwt', loginUrl: world.org.url, ...jwt }
  expect(
    await operator('POST', '/orgs', { login: { ...login, username: 'nobody@example.com' } })
  ).toMatchObject({ status: 422 })
  expect(await operator('POST', '/orgs', { login: { ...login, privateKey: 'x' } })).toMatchObject({
    status: 422,
    body: { field: 'login.privateKey' }
  })
  const registered = await operator('POST', '/orgs', { login, name: 'Practice' })
  expect(registered).toMatchObject({
    status: 201,
    body: { salesforceOrgId: id, name: 'Practice', address: world.org.url, state: 'registered' }
  })
  expect(registered.text).not.toContain('PRIVATE KEY')

  const org = await asOrg(world.middleware(), 1)
  await org('POST', '/connections/1/pause')
  await org('PATCH', '/connections/1', { name: 'Renamed' })
  await org('DELETE', '/connections/1?confirm=wrong')
  expect(await operator('GET', '/orgs')).toMatchObject({
    body: { orgs: [{ salesforceOrgId: id, state: 'paired' }] }
  })
  const { keys } = (await org('GET', '/keys')).body as { keys: { key: number }[] }
  const { items, next } = (await org('GET', '/audit?limit=3')).body as { items: object[]; next: string }
  expect(items).toMatchObject([
    {
      what: 'Delete a connection; records on both sides stay',
      detail: 'confirm wrong',
      outcome: 'refused',
      actor: 'Ada Admin (005000000000001AAA)'
    },
    { what: 'Rename a connection', detail: 'name Renamed', outcome: 'done' },
    { what: 'Nothing but opt-outs flows' }
  ])
  expect((await org('GET', `/audit?after=${next}`)).body).toMatchObject({
    items: [{ what: 'Let an org pair; its login is proven first', actor: 'the admin key' }],
    next: null
  })
  expect((await org('DELETE', `/keys/${keys[0]?.key}`)).status).toBe(204)
  expect((await org('GET', '/me')).status).toBe(401)
})
