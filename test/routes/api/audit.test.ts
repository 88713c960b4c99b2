import '../../support/pipeline.ts'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { auditDetail } from '../../../middleware/routes/api/audit.ts'
import { noteAsked } from '../../../middleware/database/audit.ts'
import { contract, type RouteContract } from '../../../middleware/routes/api/contract/index.ts'
import type { AuditEntry } from '../../../middleware/routes/api/contract/setup.ts'
import { asAdmin, asOrg, type CallApi } from '../../support/api.ts'
import { startWorld } from '../../support/world.ts'

interface Page {
  readonly items: readonly AuditEntry[]
  readonly next: string | null
}
const page = async (call: CallApi, query = '') => (await call('GET', `/audit${query}`)).body as Page

test('the audit list tells who did what on which connection, and how it ended, newest first', async () => {
  const world = await startWorld({ seed: 3, approve: 'plan' })
  const { db } = world.middleware().engine
  const call = await asOrg(world.middleware(), 1)
  const { body, tag } = await call('GET', '/connections/1/rules')
  const rules = body as object
  const set = { ...rules, cap: 500, quiet: { from: '22:00', to: '06:00' } }
  await call('PUT', '/connections/1/rules', set, { tag: tag ?? '' })
  await call('PUT', '/connections/1/rules', { ...rules, cap: 600 }, { tag: tag ?? '' })
  await call('POST', '/connections/1/check')
  const { plans } = (await call('POST', '/connections/1/plans', {})).body as { plans: number[] }
  await call('POST', `/plans/${plans[0] ?? 0}/cancel`)
  const { sf_org_id: id } = await db.withOrg(1, (tx) =>
    tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow()
  )
  const admin = await asAdmin(world.middleware(), id)
  await admin('POST', '/connections/1/pause')
  await noteAsked(db, 1, { kind: 'org', actor: 'ada@example.com', route: 'connect', detail: 'pair, begun by Ada' }) // prettier-ignore

  const { items, next } = await page(call, '?only=changes')
  const rail = '(most 50, share 0.02)'
  const limits = `zone UTC, cap 500, reserve 0.2, quiet (from 22:00, to 06:00), schedule none, readSchedule none, approve plan, rails (deletes ${rail}, blanks ${rail}, owners ${rail})`
  const place = { connection: 1, name: 'SALESmanago' }
  const ada = { actor: 'Ada Admin (005000000000001AAA)', asserted: true }
  expect(items).toMatchObject([
    { action: 'connect', actor: 'ada@example.com', asserted: false, connection: null, outcome: 'unknown' },
    { action: 'pauseConnection', actor: 'the admin key', asserted: false, connection: place, detail: '', outcome: 'done' },
    { ...ada, action: 'cancelPlan', connection: place, detail: `plan ${plans[0] ?? 0}` },
    { ...ada, action: 'createPlans', connection: place, outcome: 'done' },
    { ...ada, action: 'saveRules', connection: place, outcome: 'refused' },
    { ...ada, action: 'saveRules', what: contract.saveRules.summary, connection: place, outcome: 'done', detail: limits }
  ]) // prettier-ignore
  expect(next).toBeNull()
  // The log itself is whole: that somebody asked is in it too.
  expect((await page(call)).items.map(({ action }) => action)).toContain('checkConnection')

  // Page by page it is the same list.
  const found: AuditEntry[] = []
  for (let after: string | null = ''; after !== null;) {
    const part: Page = await page(call, `?only=changes&limit=2${after === '' ? '' : `&after=${after}`}`)
    found.push(...part.items)
    after = part.next
  }
  expect(found).toEqual(items)
  expect(await call('GET', '/audit?after=x')).toMatchObject({ status: 422, body: { field: 'after' } })

  // What is deleted keeps its number; what names no connection at its place is of none.
  await noteAsked(db, 1, { kind: 'admin', actor: 'the console', route: 'saveRules', detail: 'connection 77, cap 1' }) // prettier-ignore
  await noteAsked(db, 1, { kind: 'admin', actor: 'the console', route: 'createConnection', detail: 'connector salesmanago, name x, connection 1' }) // prettier-ignore
  const newest = (await page(call, '?limit=2')).items.map(({ connection, detail }) => ({
    connection,
    detail
  }))
  expect(newest).toEqual([
    { connection: null, detail: 'connector salesmanago, name x, connection 1' },
    { connection: { connection: 77, name: null }, detail: 'cap 1' }
  ])
})

test('of what may be secret the audit log tells the names alone', () => {
  const body = { name: 'Shop', values: { apiSecret: 'swordfish' }, pairs: [1, 2], old: null }
  expect(auditDetail({ connection: 4 }, {}, body)).toBe(
    'connection 4, name Shop, values: apiSecret, pairs: 2'
  )
  const open = { cap: null, quiet: { from: '22:00' }, rails: { deletes: { most: 5 } } }
  expect(auditDetail(undefined, undefined, open, true)).toBe(
    'cap none, quiet (from 22:00), rails (deletes (most 5))'
  )
  const changes = Object.entries<RouteContract>(contract).filter(([, route]) => route.open === true)
  expect(changes.map(([name]) => name)).toEqual(['saveRules'])
})

test('the screens have words for everything that can be done', () => {
  const screen = readFileSync('force-app/main/core/lwc/auditList/deeds.js', 'utf8')
  const words = [...screen.matchAll(/^import (\w+) from/gm)].map(([, name = '']) => name)
  const changes = Object.entries<RouteContract>(contract).filter(([, { method, asks }]) => method !== 'GET' && asks !== true) // prettier-ignore
  expect(words.sort()).toEqual([...changes.map(([name]) => name), 'connect'].sort())
})
