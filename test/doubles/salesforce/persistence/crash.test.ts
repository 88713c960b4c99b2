import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connect, deploy, file, flow, manifest, message } from '../metadata/metadata-fixture.ts'
import type { Org } from '../index.ts'
import { errorOf, query, rest } from '../test-client.ts'

let dataDir: string
/** Starting and killing real processes takes its time on a busy machine. */
vi.setConfig({ testTimeout: 180_000 })

const running = new Set<ChildProcess>()
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'practice-org-'))
})
afterEach(async () => {
  await Promise.all([...running].map(kill))
  await rm(dataDir, { recursive: true, force: true })
})

/** What a child printed about its org, with commands by HTTP: as much of an `Org` as these tests use. */
type Child = Pick<Org, 'url' | 'orgId' | 'accessToken' | 'credentials' | 'control'>
const asOrg = (child: Child) => child as Org

async function start(...more: string[]): Promise<{ org: Child; child: ChildProcess }> {
  const args = ['scripts/org.ts', '--data', dataDir, '--json', ...more]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const printed = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const ended = once(child, 'close').then(() => {
    throw new Error(`The org ended before it said anything: ${complaint}`)
  })
  ended.catch(() => undefined) // it ends later, too
  const [line] = await Promise.race([printed, ended])
  const told = JSON.parse(line) as Omit<Child, 'control'>
  const control = async (command: object): Promise<unknown> => {
    const response = await fetch(`${told.url}/__control`, { method: 'POST', body: JSON.stringify(command) })
    return await response.json()
  }
  return { child, org: { ...told, control } }
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const metadata = (user: string) => ({
  'package.xml': manifest({
    CustomObject: ['Contact', 'Link__c'],
    Flow: ['Sender'],
    PermissionSet: ['Readers'],
    WorkflowOutboundMessage: ['Contact.Contact_Changed']
  }),
  'objects/Contact.object': file(
    'CustomObject',
    '<fields><fullName>Shout__c</fullName><formula>UPPER(LastName)</formula><label>Shout</label><type>Text</type></fields>'
  ),
  'objects/Link__c.object': file(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus><label>Link</label><nameField><label>Name</label><type>Text</type></nameField>' +
      '<pluralLabel>Links</pluralLabel><sharingModel>ReadWrite</sharingModel>'
  ),
  'permissionsets/Readers.permissionset': file(
    'PermissionSet',
    '<label>Readers</label><userPermissions><enabled>true</enabled><name>ModifyMetadata</name></userPermissions>'
  ),
  'workflows/Contact.workflow': message(user),
  'flows/Sender.flow': flow()
})

test('killed, an org is what it was when it was last saved: metadata, rules, reports, rights, clients, messages', async () => {
  const first = await start()
  const { org } = first
  await org.control({ command: 'set', sendMessages: false })
  expect((await deploy(connect(asOrg(org)), metadata(org.credentials.soap.username))).problems).toEqual([])
  await deploy(connect(asOrg(org)), metadata(org.credentials.soap.username))
  await org.control({ command: 'assignPermissionSet', name: 'Readers' })
  await org.control({
    command: 'addValidationRule',
    object: 'Contact',
    name: 'No_X',
    condition: "LastName = 'X'",
    message: 'No X'
  })
  await org.control({
    command: 'addDuplicateRule',
    object: 'Contact',
    name: 'Twins',
    fields: ['Email'],
    action: 'block'
  })
  const report = { command: 'defineReport', name: 'All', object: 'Contact', columns: ['LastName'] }
  const { id } = (await org.control(report)) as { id: string }
  await org.control({ command: 'addCallbackUrl', url: 'https://client.example.com/callback' })
  await rest(asOrg(org), 'POST', '/sobjects/Contact', { LastName: 'Ash', Email: 'ash@example.com' })
  const sight = async (child: Child) => ({
    flows: await child.control({ command: 'flows' }),
    messages: await child.control({ command: 'messages' }),
    reports: await child.control({ command: 'reports' }),
    callbacks: await child.control({ command: 'addCallbackUrl', url: 'https://client.example.com/callback' }),
    listed: (
      await connect(asOrg(child)).metadata.list([{ type: 'CustomField' }, { type: 'PermissionSet' }])
    ).map(({ fullName, id: componentId }) => [fullName, componentId]),
    contacts: (await query(asOrg(child), 'SELECT Id, Shout__c FROM Contact')).records
  })
  const before = await sight(org)
  expect(await org.control({ command: 'save' })).toEqual({ saved: true })
  await kill(first.child)

  const { org: after } = await start()
  expect(await sight(after)).toEqual({ ...before, contacts: [expect.objectContaining({ Shout__c: 'ASH' })] })
  expect(JSON.stringify(before.reports)).toContain(id)
  const write = async (values: object) =>
    errorOf(await rest(asOrg(after), 'POST', '/sobjects/Contact', values))
  expect(await write({ LastName: 'X' })).toContain('FIELD_CUSTOM_VALIDATION_EXCEPTION: No X')
  expect(await write({ LastName: 'Twin', Email: 'ash@example.com' })).toContain('DUPLICATES_DETECTED')
  const session = await after.control({ command: 'openSession', username: after.credentials.soap.username })
  const deployer = connect(asOrg(after), (session as { accessToken: string }).accessToken)
  const { success } = await deploy(deployer, { 'package.xml': manifest({}) }) // the right came with the set
  expect(success).toBe(true)
})

test('killed while it writes its file, an org comes back whole, from one moment', async () => {
  let org = await start('--seed', '4000')
  await org.org.control({ command: 'save' })
  for (let round = 0; round < 2; round++) {
    let pairs = 0
    const writing = join(dataDir, 'org.ndjson.new')
    const child = org
    // Each account comes with its contact in one transaction, while the file is written again and again.
    for (let saves = 0; ;) {
      await pair(child.org, `${round}-${pairs++}`)
      const isWriting = existsSync(writing)
      if (isWriting && saves >= 3) break
      if (isWriting) continue
      saves++
      void child.org.control({ command: 'save' }).catch(() => undefined)
    }
    await kill(child.child)
    org = await start('--seed', '4000')
    const accounts = await query(asOrg(org.org), "SELECT COUNT() FROM Account WHERE Name LIKE 'Pair %'")
    const contacts = await query(
      asOrg(org.org),
      "SELECT Account.Name, LastName FROM Contact WHERE LastName LIKE 'Pair %'"
    )
    expect(accounts.totalSize).toBe(contacts.totalSize)
    for (const { Account, LastName } of contacts.records) expect(Account).toMatchObject({ Name: LastName })
    expect((await rest(asOrg(org.org), 'POST', '/sobjects/Account', { Name: 'New' })).status).toBe(201)
  }
})

async function pair(org: Child, name: string): Promise<void> {
  const body = {
    allOrNone: true,
    compositeRequest: [
      {
        method: 'POST',
        url: '/services/data/v62.0/sobjects/Account',
        referenceId: 'a',
        body: { Name: `Pair ${name}` }
      },
      {
        method: 'POST',
        url: '/services/data/v62.0/sobjects/Contact',
        referenceId: 'c',
        body: { LastName: `Pair ${name}`, AccountId: '@{a.id}' }
      }
    ]
  }
  const { status } = await rest(asOrg(org), 'POST', '/composite', body)
  expect(status).toBe(200)
}

test('a folder is used by one org at a time', async () => {
  await start()
  const args = ['scripts/org.ts', '--data', dataDir, '--json']
  const second = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let told = ''
  second.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  const [code] = (await once(second, 'close')) as [number]
  expect([code, told]).toEqual([1, expect.stringContaining('is used by the practice org of process')])
})
