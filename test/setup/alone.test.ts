import { expect, test } from 'vitest'
import { orgKeys } from '../../middleware/database/org-keys.ts'
import { alone } from '../../middleware/database/setup.ts'
import { realTimeRows } from '../../middleware/database/real-time.ts'
import { startSetup } from './world.ts'

test('two administrators at once: one sets up, the other is told to wait, and the org holds a key that is good', async () => {
  const world = await startSetup()
  const { db } = world.middleware.engine
  const held = await alone(db, world.orgId, async () => {
    const page = await world.allow('pair')
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('Another administrator')])
    expect(await orgKeys(db, world.orgId)).toEqual([])
    return 'held'
  })
  expect(held).toEqual({ done: 'held' })
  expect((await world.allow('pair')).status).toBe(200)
  expect((await orgKeys(db, world.orgId)).filter((one) => one.revokedAt === null)).toHaveLength(1)
})

test('a key whose storing had no answer stays good beside the former ones; a refused one ends', async () => {
  const world = await startSetup()
  const { db } = world.middleware.engine
  await world.allow('pair')
  const alive = async () => (await orgKeys(db, world.orgId)).filter((one) => one.revokedAt === null).length
  const path = '/services/data/v64.0/named-credentials/credential'
  await world.org.control({ command: 'fault', method: 'POST', path, cut: 'after' })
  expect((await world.allow('pair')).status).toBe(502)
  expect(await alive()).toBe(2)
  await world.org.control({ command: 'fault', method: 'POST', path, status: 403, errorCode: 'INSUFFICIENT_ACCESS', message: 'no' })
  expect((await world.allow('pair')).status).toBe(502)
  expect(await alive()).toBe(2)
  expect((await world.allow('pair')).status).toBe(200)
  expect(await alive()).toBe(1)
}) // prettier-ignore

test('a deployment whose end was not seen is known, and taken away or repaired', async () => {
  const world = await startSetup()
  const { db } = world.middleware.engine
  await world.org.control({ command: 'fault', method: 'POST', path: '/services/data/v65.0/metadata/deployRequest', cut: 'after' }) // prettier-ignore
  expect((await world.allow('real-time')).status).toBe(502)
  expect(await realTimeRows(db, world.orgId)).toMatchObject([{ object: 'Contact', state: 'broken' }])
  expect((await world.allow('real-time-repair')).text).toContain('Real time is repaired')
  expect(await realTimeRows(db, world.orgId)).toMatchObject([{ object: 'Contact', state: 'active' }])
})
