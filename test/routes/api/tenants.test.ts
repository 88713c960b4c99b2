import '../../support/pipeline.ts'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import {
  contract,
  type RouteContract,
  type RouteName
} from '../../../middleware/routes/api/contract/index.ts'
import { lanes } from '../../../middleware/sync/lanes.ts'
import { startOrg } from '../../doubles/salesforce/index.ts'
import { asAdmin, asOrg, callsTo, type ApiOptions, type CallApi } from '../../support/api.ts'
import { eventually } from '../../support/eventually.ts'
import { connectPractice } from '../../support/practice-world.ts'
import { anna } from '../../support/two-way.ts'
import { startWorld } from '../../support/world.ts'

const routes = Object.entries(contract) as [RouteName, RouteContract][]

/** What makes each call well-formed, so that nothing but the id can be refused. */
const pair = 'Contacts'
const mapping = { pairs: [] }
const bodies: Partial<Record<RouteName, unknown>> = {
  createConnection: { connector: 'salesmanago', values: {} },
  renameConnection: { name: 'Mine now' },
  saveSettings: { values: {} },
  requestSync: { kind: 'initial' },
  saveMapping: mapping,
  preflight: mapping,
  countCriterion: { pair, criterion: { all: [] } },
  saveRules: {
    zone: 'UTC', cap: 0, reserve: 0, quiet: null, schedule: { kind: 'paused' }, readSchedule: null, approve: 'none',
    rails: { deletes: { most: 0, share: 0 }, blanks: { most: 0, share: 0 }, owners: { most: 0, share: 0 } }
  },
  createPlans: {},
  approvePlan: { hash: 'x' },
  retryIssues: { code: 'required' },
  ignoreIssues: { code: 'required' },
  acceptIssue: { side: 'salesforce' },
  linkIssue: { candidate: 'x' },
  actOnRecord: { action: 'sync' },
  actOnRecords: { action: 'sync', records: ['003000000000001AAA'] },
  openPanel: {},
  startConnect: { purpose: 'pair', consent: true },
  registerOrg: { login: {} }
} // prettier-ignore
const queries: Partial<Record<RouteName, string>> = {
  deleteConnection: '?confirm=SALESmanago',
  suggestLines: `?pair=${pair}`,
  listReportRecords: '?day=2026-01-01',
  searchRecords: '?object=Contact',
  getRecordPage: '?fields=LastName'
}

type Ids = Readonly<Record<string, string | number>>
function ask(call: CallApi, name: RouteName, ids: Ids) {
  const route: RouteContract = contract[name]
  const path = route.path.replace(/:(\w+)/g, (_, param: string) => String(ids[param] ?? `no-${param}`))
  const options: ApiOptions = route.tagged === true && route.method !== 'GET' ? { tag: '"1"' } : {}
  return call(route.method, `${path}${queries[name] ?? ''}`, bodies[name], options)
}

/** Two orgs with the same record ids. The first has a connection that the second's numbers do not reach, with all there can be of it. */
async function twoOrgs() {
  const world = await startWorld()
  const middleware = world.middleware()
  const { engine } = middleware
  const a = await asOrg(middleware, 1)
  const made = await a('POST', '/connections', {
    connector: 'salesmanago',
    name: 'Second',
    values: world.double.settings
  })
  const { connection, intake } = made.body as { connection: number; intake: string }
  const record = await world.create(anna)
  await a('POST', `/connections/${connection}/plans`, {})
  middleware.waker.wake({ orgId: 1, connectionId: connection, lane: lanes.pressed })
  const planned = await eventually(
    () => a('GET', `/connections/${connection}/plans`),
    // Stopped where a side holds nobody.
    ({ body }) => /planned|stopped/.test((body as { plans: { state: string }[] }).plans[0]?.state ?? ''),
    30
  )
  const plan = (planned.body as { plans: { plan: number; pair: string }[] }).plans[0]?.plan ?? 0
  await world.initialSync()
  const { issue, key } = await engine.db.withOrg(1, async (tx) => {
    const stored = await sql<{ issue: number; key: number }>`
      with made as (
        insert into issues (org_id, connection_id, pair_id, record_key, sf_id, code, message, run_id)
        select 1, ${connection}, pair_id, ${record}, ${record}, 'required', 'E-mail is missing.', ${plan} from runs where org_id = 1 and run_id = ${plan}
        returning issue_id
      )
      select issue_id as issue, (select max(key_id) from org_keys where org_id = 1) as key from made`.execute(
      tx
    )
    const [row] = stored.rows
    if (row === undefined) throw new Error('Nothing was stored.')
    return row
  })
  const org = await startOrg({})
  onTestFinished(() => org.close())
  const { orgId } = await connectPractice(middleware, org, 'salesmanago', world.double)
  const b = await asOrg(middleware, orgId)
  const ids: Ids = { connection, plan, run: plan, issue, key, record, side: 'salesforce', object: 'Contact' }
  const state = () =>
    engine.db.withOrg(1, async (tx) => {
      const told: unknown[] = []
      for (const table of [
        'connections',
        'revisions',
        'runs',
        'issues',
        'org_keys',
        'links',
        'audit',
        'blocked'
      ])
        told.push(
          (
            await sql`select count(*), md5(coalesce(string_agg(t::text, '' order by t::text), '')) from (select to_jsonb(r) - 'last_used_at' as t from ${sql.id(table)} r where org_id = 1) as t`.execute(
              tx
            )
          ).rows
        )
      return JSON.stringify(told)
    })
  return { world, a, b, ids, intake, orgB: orgId, state }
}

test('every route is refused without a key, and to sellers where it is an admin’s, and to orgs where it is the console’s', async () => {
  const world = await startWorld()
  const nobody = callsTo(world.middleware(), {})
  const seller = await asOrg(world.middleware(), 1, { may: 'use' })
  const manager = await asOrg(world.middleware(), 1)
  const ids = {
    connection: 1,
    plan: 1,
    run: 1,
    issue: 1,
    key: 1,
    record: '003000000000001AAA',
    side: 'salesforce',
    object: 'Contact'
  }
  for (const [name, { may }] of routes) {
    expect((await ask(nobody, name, ids)).status, name).toBe(401)
    if (may !== 'use') expect((await ask(seller, name, ids)).status, name).toBe(403)
    if (may === 'operate') expect((await ask(manager, name, ids)).status, name).toBe(403)
  }
})

test('another org’s ids lead nowhere on any route, and nothing of it is told or changed', async () => {
  const { world, a, b, ids, orgB, state } = await twoOrgs()
  // The ids are good: their own org is answered.
  for (const name of ['getConnection', 'getPlan', 'getRun', 'getMapping', 'getSettings'] as const)
    expect((await ask(a, name, ids)).status, name).toBe(200)
  const before = await state()
  const withIds = routes.filter(([, { path }]) => /:(?!record|side|object)/.test(path))
  expect(withIds.length).toBeGreaterThan(30)
  for (const [name] of withIds) {
    const reply = await ask(b, name, ids)
    expect([name, reply.status, (reply.body as { code?: string } | null)?.code]).toEqual([
      name,
      404,
      'not-found'
    ])
  }
  // Ids of Salesforce records are the same in both orgs: of ours nothing is known.
  expect((await ask(a, 'getRecord', ids)).text).toContain('externalId')
  for (const [name, { path, may }] of routes.filter(([, { path: one }]) => one.includes(':record'))) {
    if (may === 'operate') continue
    const unknown = { ...ids, record: '003999999999999AAA' }
    const [same, other] = [await ask(b, name, ids), await ask(b, name, unknown)]
    expect([path, same.status, same.text.replaceAll(String(ids['record']), '')]).toEqual([
      path,
      other.status,
      other.text.replaceAll('003999999999999AAA', '')
    ])
  }
  // Nor does what takes ids inside.
  const listed = await b('GET', `/issues?connection=${ids['connection']}`)
  expect(listed.text).not.toContain('E-mail is missing')
  await b('POST', '/issues/ignore', { connection: ids['connection'], code: 'required' })
  expect(await state()).toBe(before)
  // An administrator who means the second org reaches no further.
  const idB = (
    await world
      .middleware()
      .engine.db.withOrg(orgB, (tx) => tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow())
  ).sf_org_id
  const admin = await asAdmin(world.middleware(), idB)
  expect((await ask(admin, 'getConnection', ids)).status).toBe(404)
})

test('no answer of any route holds a secret that was put in', async () => {
  const { world, a, ids, intake } = await twoOrgs()
  const middleware = world.middleware()
  const id = (
    await middleware.engine.db.withOrg(1, (tx) =>
      tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow()
    )
  ).sf_org_id
  const admin = await asAdmin(middleware, id)
  const { apiSecret, microSiteKey, ...plain } = world.double.settings as Record<string, string>
  const { jwt } = world.org.credentials
  const secrets = [
    apiSecret,
    microSiteKey,
    jwt.privateKey.split('\n')[1],
    intake.split('/').at(-1),
    'typed-secret-1',
    'typed-secret-2'
  ]
  const told: string[] = []
  const tell = async (call: CallApi, name: RouteName) => {
    const { status, text } = await ask(call, name, ids)
    expect(status, `${name}: ${text.slice(0, 300)}`).toBeLessThan(500)
    told.push(text)
  }
  for (const [name, { method, may }] of routes)
    if (method === 'GET') await tell(may === 'operate' ? admin : a, name)
  for (const name of ['checkConnection', 'preflight', 'openPanel'] as const) await tell(a, name)
  const values = { ...plain, apiSecret: 'typed-secret-1', microSiteKey: 'typed-secret-2' }
  told.push((await a('POST', '/connections', { connector: 'salesmanago', name: 'Third', values })).text)
  told.push((await a('PUT', '/connections/1/settings', { values }, { tag: '"1"' })).text)
  told.push(
    (
      await a(
        'PUT',
        '/connections/1/settings',
        { values: { ...plain, apiSecret, microSiteKey: 'typed-secret-2' } },
        { tag: '"1"' }
      )
    ).text
  )
  const login = {
    kind: 'jwt',
    loginUrl: world.org.url,
    ...jwt,
    privateKey: `${jwt.privateKey.slice(0, 80)}typed-secret-1`
  }
  told.push((await admin('POST', '/orgs', { login })).text)
  told.push((await admin('POST', '/orgs', { login: { ...login, ...jwt } })).text)
  told.push((await a('GET', '/audit')).text)
  expect(told.length).toBeGreaterThan(35)
  const found = secrets.filter((secret) => secret === undefined || told.some((text) => text.includes(secret)))
  expect(found).toEqual([])
})
