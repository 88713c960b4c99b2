import '../../support/pipeline.ts'
import { expect, test } from 'vitest'
import { saveRevision } from '../../../middleware/database/revisions.ts'
import { asOrg } from '../../support/api.ts'
import { eventually } from '../../support/eventually.ts'
import { anna, both } from '../../support/two-way.ts'
import { startWorld } from '../../support/world.ts'

test('a connection tells what it is, how far its first sync is, and when it last synchronized', async () => {
  const world = await startWorld({ seed: 20 })
  const call = await asOrg(world.middleware(), 1)
  const { body } = await call('GET', '/connectors')
  expect(JSON.stringify(body)).toContain('"name":"apiSecret","label":"API Secret","type":"secret"')
  expect(body).toMatchObject({ connectors: [{ name: 'salesmanago', countsRecords: false }] })

  const card = () => call('GET', '/connections/1')
  const information = () => call('GET', '/connections/1/information')
  expect((await card()).body).toMatchObject({ connection: 1, connectorLabel: 'SALESmanago', state: 'setup', links: 0, lastSyncAt: null }) // prettier-ignore
  expect((await information()).body).toMatchObject({ state: 'setup', firstSync: { state: 'none' }, current: null, lastSyncAt: null }) // prettier-ignore

  await world.create(anna)
  await world.initialSync()
  const done = await eventually(
    information,
    ({ body }) => (body as { current: unknown }).current === null,
    30
  )
  expect(done.body).toMatchObject({
    state: 'active',
    firstSync: { state: 'done' },
    troubles: [],
    unapproved: []
  })
  const { links, lastSyncAt } = done.body as { links: number; lastSyncAt: string }
  expect(links).toBeGreaterThan(0)
  expect(Date.parse(lastSyncAt)).toBeGreaterThan(0)
  expect((await call('GET', '/connections')).body).toMatchObject({ connections: [{ state: 'active', links, name: 'SALESmanago' }] }) // prettier-ignore

  // How often it looks by itself is told whoever decided it.
  const automatic = async () => ((await information()).body as { automatic: unknown }).automatic
  const quarter = { kind: 'interval', minutes: 15 }
  // Nothing is read outside for a pair that only sends.
  expect(await automatic()).toEqual({ salesforce: quarter, chosen: false })
  const { db } = world.middleware().engine
  await saveRevision(db, { orgId: 1, connectionId: 1 }, { pairs: [both()] }, 'test')
  expect(await automatic()).toEqual({ salesforce: quarter, external: quarter, chosen: false })
  const rules = await call('GET', '/connections/1/rules')
  const save = async (changed: object) => {
    const tag = (await call('GET', '/connections/1/rules')).tag ?? ''
    const saved = await call(
      'PUT',
      '/connections/1/rules',
      { ...(rules.body as object), ...changed },
      { tag }
    )
    expect(saved.status).toBe(200)
  }
  const nightly = { kind: 'nightly', at: '02:00', zone: 'Europe/Warsaw' }
  const often = { kind: 'interval', minutes: 5 }
  await save({ schedule: nightly })
  expect(await automatic()).toEqual({ salesforce: nightly, external: nightly, chosen: true })
  await save({ readSchedule: often })
  expect(await automatic()).toEqual({ salesforce: quarter, external: often, chosen: false })

  await call('POST', '/connections/1/pause')
  expect((await information()).body).toMatchObject({ state: 'paused', nextSyncAt: null })
  await call('POST', '/connections/1/resume')
  expect((await card()).body).toMatchObject({ state: 'active' })
  expect((await call('GET', '/connections/2')).status).toBe(404)
  expect((await call('GET', '/connections/x')).status).toBe(404)
})
