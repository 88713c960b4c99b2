import { beforeEach, expect, test } from 'vitest'
import { errorOf, openOrg, query, rest } from './test-client.ts'
import { jsforceTo } from './jsforce-client.ts'

const day = 86_400_000

const org = await openOrg()
const connection = jsforceTo(org)
beforeEach(() => org.control({ command: 'unlockRows' }))

async function create(object: string, values: Record<string, unknown>): Promise<string> {
  const answer = await rest(org, 'POST', `/sobjects/${object}`, values)
  if (answer.status !== 201) throw new Error(errorOf(answer))
  return (answer.body as { id: string }).id
}
const patch = async (object: string, id: string, values: Record<string, unknown>) =>
  errorOf(await rest(org, 'PATCH', `/sobjects/${object}/${id}`, values))
const record = async (object: string, id: string) =>
  (await org.control({ command: 'record', object, id })) as Record<string, unknown> | null

test('a merge leaves the winner with the losers’ children and says so only on the losers', async () => {
  const [winner, loser] = [await create('Account', { Name: 'W' }), await create('Account', { Name: 'L' })]
  const child = await create('Contact', { LastName: 'Child', AccountId: loser })
  const before = await record('Contact', child)
  await org.control({ command: 'advance', ms: 60_000 })
  const merged = await connection.soap.merge({
    masterRecord: { type: 'Account', Id: winner, Phone: '1' } as never,
    recordToMergeIds: [loser],
    additionalInformationMap: []
  })
  expect(merged).toMatchObject({
    success: true,
    id: winner,
    mergedRecordIds: [loser],
    updatedRelatedIds: [child]
  })
  expect(await record('Account', loser)).toMatchObject({ IsDeleted: true, MasterRecordId: winner })
  expect(await record('Account', winner)).toMatchObject({ Name: 'W', Phone: '1', MasterRecordId: null })
  expect(await record('Contact', child)).toEqual({ ...before, AccountId: winner })
})

test('a lead becomes an account, a contact and an opportunity, and takes no more writes', async () => {
  const lead = await create('Lead', {
    LastName: 'Lee',
    Company: 'Lee Ltd',
    Email: 'lee@example.com',
    City: 'Łódź'
  })
  const ask = { leadId: lead, convertedStatus: 'Closed - Converted' }
  const result = await connection.soap.convertLead(ask as Parameters<typeof connection.soap.convertLead>[0])
  expect(result).toMatchObject({ success: true, leadId: lead })
  const { accountId, contactId, opportunityId } = result as unknown as Record<string, string>
  expect(await record('Lead', lead)).toMatchObject({
    IsConverted: true,
    Status: 'Closed - Converted',
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId
  })
  expect(await record('Contact', contactId!)).toMatchObject({
    AccountId: accountId,
    Email: 'lee@example.com',
    MailingCity: 'Łódź'
  })
  expect(await patch('Lead', lead, { Title: 'x' })).toBe(
    'CANNOT_UPDATE_CONVERTED_LEAD: cannot reference converted lead'
  )
})

test('a lead converts into an account and a contact that exist', async () => {
  const accountId = await create('Account', { Name: 'There' })
  const contactId = await create('Contact', { LastName: 'There', AccountId: accountId, Title: 'Keeps' })
  const leadId = await create('Lead', { LastName: 'Lee', Company: 'Other', Title: 'Loses', Phone: '7' })
  const result = await org.control({
    command: 'convertLead',
    leadId,
    accountId,
    contactId,
    doNotCreateOpportunity: true
  })
  expect(result).toMatchObject({ accountId, contactId, opportunityId: null })
  expect(await record('Contact', contactId)).toMatchObject({ Title: 'Keeps', Phone: '7', LastName: 'There' })
})

test('an account takes its contacts into the recycle bin and back, for 15 days', async () => {
  const account = await create('Account', { Name: 'Bin' })
  const [child, before] = [
    await create('Contact', { LastName: 'Child', AccountId: account }),
    await create('Contact', { LastName: 'Before', AccountId: account })
  ]
  await rest(org, 'DELETE', `/sobjects/Contact/${before}`)
  await rest(org, 'DELETE', `/sobjects/Account/${account}`)
  expect(await record('Contact', child)).toMatchObject({ IsDeleted: true })
  await connection.soap.undelete([account])
  expect(await record('Contact', child)).toMatchObject({ IsDeleted: false })
  expect(await record('Contact', before)).toMatchObject({ IsDeleted: true })
  await org.control({ command: 'advance', ms: 15 * day + 60_000 })
  expect((await query(org, `SELECT Id FROM Contact WHERE Id = '${before}'`, 'queryAll')).totalSize).toBe(0)
})

test('an account with a closed-won opportunity stays', async () => {
  const account = await create('Account', { Name: 'Won' })
  const deal = { Name: 'Deal', AccountId: account, StageName: 'Closed Won', CloseDate: '2026-11-20' }
  await create('Opportunity', deal)
  expect(errorOf(await rest(org, 'DELETE', `/sobjects/Account/${account}`))).toMatch(
    /^DELETE_FAILED: Your attempt/
  )
  await org.control({ command: 'set', closedWonKeepsAccount: false })
  expect((await rest(org, 'DELETE', `/sobjects/Account/${account}`)).status).toBe(204)
})

test('a validation rule refuses what its condition describes, through every door', async () => {
  await org.control({
    command: 'addValidationRule',
    object: 'Contact',
    name: 'Boss_needs_mail',
    condition: "Title = 'Boss' && (ISBLANK(Email) OR NOT(CONTAINS(Email, '@example.')))",
    message: 'A boss needs an address',
    field: 'Email'
  })
  const answer = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Oak', Title: 'Boss' })
  expect(answer.body).toEqual([
    {
      message: 'A boss needs an address',
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      fields: ['Email']
    }
  ])
  const rows = [
    { LastName: 'Oak', Title: 'Boss' },
    { LastName: 'Oak', Title: 'Boss', Email: 'a@example.com' }
  ]
  const created = await connection.sobject('Contact').create(rows)
  expect(created.map(({ success }) => success)).toEqual([false, true])
  await org.control({ command: 'removeValidationRule', object: 'Contact', name: 'Boss_needs_mail' })
})

test('a duplicate is refused with its twins; an alert gives way to allowSave, a block does not', async () => {
  const rule = { command: 'addDuplicateRule', object: 'Contact', name: 'Same_mail', fields: ['Email'] }
  await org.control({ ...rule, action: 'alert' })
  const twin = await create('Contact', { LastName: 'One', Email: 'same@example.com' })
  const values = { LastName: 'Two', Email: 'SAME@example.com' }
  const answer = await rest(org, 'POST', '/sobjects/Contact', values)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject([
    {
      errorCode: 'DUPLICATES_DETECTED',
      duplicateResut: {
        allowSave: true,
        matchResults: [{ matchRecords: [{ record: { Id: twin } }], size: 1 }]
      }
    }
  ])
  const headers = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' }
  expect(await connection.sobject('Contact').create(values, { headers })).toMatchObject({ success: true })
  await org.control({ ...rule, action: 'block' })
  await expect(connection.sobject('Contact').create(values, { headers })).rejects.toThrow(
    'Use one of these records?'
  )
  expect((await connection.soap.create({ type: 'Contact', ...values })).errors).toMatchObject([
    { statusCode: 'DUPLICATES_DETECTED' }
  ])
  await org.control({ command: 'removeDuplicateRule', object: 'Contact', name: 'Same_mail' })
})

test('a locked row refuses its own and its children’s writes, for a number of them or a time', async () => {
  const account = await create('Account', { Name: 'Busy' })
  await org.control({ command: 'lockRows', ids: [account], writes: 2 })
  const refused = new RegExp(`^UNABLE_TO_LOCK_ROW: unable to obtain exclusive access .* records: ${account}$`)
  expect(await patch('Account', account, { Phone: '1' })).toMatch(refused)
  await expect(create('Contact', { LastName: 'Child', AccountId: account })).rejects.toThrow(
    'UNABLE_TO_LOCK_ROW'
  )
  expect((await rest(org, 'PATCH', `/sobjects/Account/${account}`, { Phone: '1' })).status).toBe(204)
  await org.control({ command: 'lockRows', ids: [account], ms: 10_000 })
  expect(await patch('Account', account, { Phone: '2' })).toMatch(refused)
  await org.control({ command: 'advance', ms: 10_000 })
  expect((await rest(org, 'PATCH', `/sobjects/Account/${account}`, { Phone: '2' })).status).toBe(204)
})

test('a lookup must lead to a living record of the right object, and not back to itself', async () => {
  const [top, below] = [await create('Account', { Name: 'Top' }), await create('Account', { Name: 'Below' })]
  await patchOk(below, top)
  expect(await patch('Account', top, { ParentId: below })).toMatch(/^CIRCULAR_DEPENDENCY/)
  const contact = await create('Contact', { LastName: 'Oak' })
  expect(await patch('Account', top, { ParentId: contact })).toMatch(
    /^FIELD_INTEGRITY_EXCEPTION: .*incorrect type/
  )
  expect(await patch('Contact', contact, { AccountId: '001xx0000000001AAA' })).toBe(
    'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id'
  )
  await rest(org, 'DELETE', `/sobjects/Account/${below}`)
  expect(await patch('Contact', contact, { AccountId: below })).toBe('ENTITY_IS_DELETED: entity is deleted')
  const users = await query(org, "SELECT Id FROM User WHERE Alias = 'inactive'")
  expect(await patch('Contact', contact, { OwnerId: users.records[0]?.['Id'] })).toMatch(
    /^INACTIVE_OWNER_OR_USER/
  )
})
const patchOk = async (id: string, ParentId: string) =>
  expect((await rest(org, 'PATCH', `/sobjects/Account/${id}`, { ParentId })).status).toBe(204)

test('updated and deleted keep to their windows and never cover a transaction that still runs', async () => {
  const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString())
  const ask = (what: string, start: number, end: number) =>
    rest(org, 'GET', `/sobjects/Contact/${what}?start=${at(start)}&end=${at(end)}`)
  const now = org.now()
  expect(errorOf(await ask('updated', now - 60_000, now))).toMatch(/^INVALID_REPLICATION_DATE/)
  expect(errorOf(await ask('updated', now - 31 * day, now))).toMatch(/^INVALID_REPLICATION_DATE/)
  expect(errorOf(await ask('deleted', now - 16 * day, now))).toMatch(/^INVALID_REPLICATION_DATE/)
  const gone = await create('Contact', { LastName: 'Gone' })
  await rest(org, 'DELETE', `/sobjects/Contact/${gone}`)
  await org.control({
    command: 'lateCommit',
    object: 'Contact',
    values: { LastName: 'Late' },
    delayMs: 600_000
  })
  await org.control({ command: 'advance', ms: 300_000 })
  const { body } = await ask('deleted', now - day, org.now())
  const answer = body as { deletedRecords: { id: string }[]; latestDateCovered: string }
  expect(answer.deletedRecords.map(({ id }) => id)).toContain(gone)
  expect(Date.parse(answer.latestDateCovered)).toBeLessThanOrEqual(now + 5000)
  await org.control({ command: 'set', replicationIdLimit: 0 })
  expect(errorOf(await ask('deleted', now - day, org.now()))).toMatch(/^EXCEEDED_ID_LIMIT/)
})

test('a busy org forgets its deletion log and says from when on it tells', async () => {
  await org.control({ command: 'set', replicationIdLimit: 600_000 })
  const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString())
  const read = async () => {
    const span = `start=${at(org.now() - day)}&end=${at(org.now())}`
    const { body } = await rest(org, 'GET', `/sobjects/Contact/deleted?${span}`)
    return body as { deletedRecords: object[]; earliestDateAvailable: string }
  }
  const gone = await create('Contact', { LastName: 'Gone' })
  await rest(org, 'DELETE', `/sobjects/Contact/${gone}`)
  await org.control({ command: 'advance', ms: 120_000 })
  const before = await read()
  expect(before.deletedRecords).not.toEqual([])
  expect(Date.parse(before.earliestDateAvailable)).toBeLessThan(org.now() - 14 * day)
  const since = org.now()
  await org.control({ command: 'purgeDeleteLog' })
  const after = await read()
  expect(after.deletedRecords).toEqual([])
  expect(Date.parse(after.earliestDateAvailable)).toBeGreaterThanOrEqual(since - 1)
})
