import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import { query, rest, startReceiver } from '../test-client.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'practice-org-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const field = { name: 'Ext_Id__c', type: 'string', length: 40, externalId: true } as const

test('an org kept in a folder is the same after a restart: records, fields, logins, sessions, new ids', async () => {
  const options = { dataDir, seed: 30, customFields: { Contact: [field] } }
  const before = await startOrg(options)
  const kept = { LastName: 'Kept', Ext_Id__c: 'k-1', Birthdate: '1980-02-29' }
  const { id } = (await rest(before, 'POST', '/sobjects/Contact', kept)).body as { id: string }
  const binned = (await rest(before, 'POST', '/sobjects/Contact', { LastName: 'Binned' })).body as {
    id: string
  }
  await rest(before, 'DELETE', `/sobjects/Contact/${binned.id}`)
  await before.control({ command: 'advance', ms: 86_400_000 })
  await before.close()

  const after = await startOrg(options)
  try {
    expect(after).toMatchObject({ orgId: before.orgId, accessToken: before.accessToken })
    expect(after.credentials).toEqual(before.credentials)
    expect(after.now() - Date.now()).toBeGreaterThan(86_000_000)
    const { records } = await query(after, "SELECT Id, Birthdate FROM Contact WHERE Ext_Id__c = 'K-1'")
    expect(records).toMatchObject([{ Id: id, Birthdate: '1980-02-29' }])
    expect((await query(after, 'SELECT Id FROM Contact')).totalSize).toBe(31)
    const deleted = await query(after, "SELECT IsDeleted FROM Contact WHERE LastName = 'Binned'", 'queryAll')
    expect(deleted.records).toMatchObject([{ IsDeleted: true }])
    const created = await rest(after, 'POST', '/sobjects/Contact', { LastName: 'Later' })
    expect((created.body as { id: string }).id > binned.id).toBe(true)
  } finally {
    await after.close()
  }
})

interface Monitor {
  readonly pending: readonly { id: string }[]
  readonly failed: readonly { id: string }[]
}

test('a message that waited or had failed at the stop is there after the restart, under its own id', async () => {
  const receiver = await startReceiver()
  const message = { object: 'Contact', name: 'Told', endpointUrl: receiver.url, fields: ['LastName'] }
  const failing = { ...message, object: 'Account', fields: ['Id'], useDeadLetterQueue: true }
  const options = { dataDir, outboundMessages: [message, failing] }
  const before = await startOrg({ ...options, switches: { sendMessages: false } })
  await rest(before, 'POST', '/sobjects/Account', { Name: 'Fails' })
  await before.control({ command: 'advance', ms: 86_400_000 })
  await before.control({ command: 'set', sendMessages: true })
  await before.control({ command: 'messagesIdle' })
  await before.control({ command: 'set', sendMessages: false })
  await rest(before, 'POST', '/sobjects/Contact', { LastName: 'Waits' })
  const { pending, failed } = (await before.control({ command: 'messages' })) as Monitor
  await before.close()

  const after = await startOrg({ ...options, switches: { sendMessages: true } })
  try {
    await receiver.received(1)
    expect(receiver.bodies[0]?.ids).toEqual(pending.map(({ id }) => id))
    expect(receiver.bodies[0]?.xml).toContain('Waits')
    const { failed: still } = (await after.control({ command: 'messages' })) as Monitor
    expect(still).toMatchObject([{ id: failed[0]?.id, object: 'Account' }])
  } finally {
    await after.close()
    await receiver.close()
  }
})
