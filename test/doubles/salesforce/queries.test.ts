import { beforeAll, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import { errorOf, openOrg, query, rest } from './test-client.ts'

const org = await openOrg()
beforeAll(async () => {
  const account = (await org.control({
    command: 'create',
    object: 'Account',
    values: { Name: 'Acorn' }
  })) as { id: string }
  for (const [FirstName, LastName, Email] of [
    ['Anna', 'Ash', 'anna@example.com'],
    ['Bert', 'Birch', 'BERT@example.com'],
    ['Cleo', 'Cedar', null],
    ['Dora', "O'Elm", 'dora@example.com']
  ]) {
    const values = { FirstName, LastName, Email, ...(FirstName !== 'Dora' && { AccountId: account.id }) }
    await org.control({ command: 'create', object: 'Contact', values })
  }
})

const names = async (where: string, resource?: string) =>
  (await query(org, `SELECT FirstName FROM Contact WHERE ${where} ORDER BY FirstName`, resource)).records.map(
    ({ FirstName }) => FirstName
  )

const refusal = async (soql: string) =>
  errorOf(await rest(org, 'GET', `/query?q=${encodeURIComponent(soql)}`))

test('conditions mean what they mean in Salesforce', async () => {
  expect(await names("(FirstName = 'Anna' OR FirstName = 'Bert') AND LastName != 'Ash'")).toEqual(['Bert'])
  expect(await names("FirstName = 'Anna' OR (FirstName = 'Bert' AND LastName = 'Ash')")).toEqual(['Anna'])
  expect(await names("NOT (FirstName LIKE '%a')")).toEqual(['Bert', 'Cleo'])
  expect(await names("Email = 'bert@EXAMPLE.com'")).toEqual(['Bert'])
  expect(await names('Email = null')).toEqual(['Cleo'])
  expect(await names("Email != 'anna@example.com'")).toEqual(['Bert', 'Cleo', 'Dora'])
  expect(await names("LastName = 'O\\'Elm'")).toEqual(['Dora'])
  expect(
    await names("Account.Name = 'acorn' AND CreatedDate = TODAY AND CreatedDate > LAST_N_DAYS:3")
  ).toEqual([])
  expect(await names("Account.Name = 'acorn' AND CreatedDate = LAST_N_DAYS:3")).toEqual([
    'Anna',
    'Bert',
    'Cleo'
  ])
  expect(
    await names(
      "AccountId IN (SELECT Id FROM Account WHERE Name = 'Acorn') AND Email NOT IN ('anna@example.com')"
    )
  ).toEqual(['Bert', 'Cleo'])
})

test('AND beside OR without parentheses is refused', async () => {
  expect(await refusal("SELECT Id FROM Contact WHERE Name = 'a' AND Name = 'b' OR Name = 'c'")).toMatch(
    /^MALFORMED_QUERY: [^]*Row:1:Column:56\nunexpected token: 'OR'$/
  )
})

test('an error points at its place', async () => {
  expect(await refusal('select count() from XYZZY')).toMatch(
    /^INVALID_TYPE: \nselect count\(\) from XYZZY\n {20}\^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported\./
  )
  expect(await refusal('SELECT Id, Foo FROM Contact')).toMatch(
    /^INVALID_FIELD: [^]*Column:12\nNo such column 'Foo' on entity 'Contact'/
  )
  expect(await refusal("SELECT Id FROM Contact WHERE Description = 'x'")).toMatch(
    /^INVALID_FIELD: [^]*Column:30\nfield 'Description' can not be filtered/
  )
  expect(await refusal("SELECT Id FROM Contact WHERE CreatedDate > '2026-01-01'")).toMatch(
    /should not be enclosed in quotes/
  )
  expect(errorOf(await rest(org, 'GET', '/query/01gxx-2000'))).toBe(
    'INVALID_QUERY_LOCATOR: invalid query locator'
  )
})

test('parents, children, aggregates and counts', async () => {
  const { records } = await query(
    org,
    'SELECT Name, Owner.Name, (SELECT FirstName FROM Contacts ORDER BY FirstName DESC LIMIT 2) FROM Account'
  )
  expect(records[0]).toMatchObject({
    Name: 'Acorn',
    Owner: { Name: 'Ada Min' },
    Contacts: { totalSize: 2, records: [{ FirstName: 'Cleo' }, { FirstName: 'Bert' }] }
  })
  const grouped = await query(
    org,
    'SELECT AccountId, COUNT(Id) n, MAX(LastName) FROM Contact GROUP BY AccountId HAVING COUNT(Id) > 1'
  )
  expect(grouped.records).toMatchObject([{ n: 3, expr0: 'Cedar' }])
  expect(await query(org, 'SELECT COUNT() FROM Contact')).toEqual({ totalSize: 4, done: true, records: [] })
})

test('a keyset walk by stamp and id meets every record once', async () => {
  const own = await startOrg({ seed: 700 })
  const seen: string[] = []
  let where = ''
  for (;;) {
    const { records } = await query(
      own,
      `SELECT Id, SystemModstamp FROM Contact ${where} ORDER BY SystemModstamp, Id LIMIT 90`
    )
    const last = records.at(-1) as { Id: string; SystemModstamp: string } | undefined
    if (!last) break
    seen.push(...records.map(({ Id }) => String(Id)))
    const stamp = last.SystemModstamp.replace('+0000', 'Z')
    where = `WHERE (SystemModstamp = ${stamp} AND Id > '${last.Id}') OR SystemModstamp > ${stamp}`
  }
  await own.close()
  expect(new Set(seen).size).toBe(700)
  expect(seen).toHaveLength(700)
})

test('a late commit appears below the watermark, with the stamp it was written at', async () => {
  const values = { FirstName: 'Late', LastName: 'Larch' }
  await org.control({ command: 'lateCommit', object: 'Contact', values, delayMs: 60_000 })
  const watermark = new Date(org.now() + 5_000).toISOString()
  expect(await names("FirstName = 'Late'")).toEqual([])
  await org.control({ command: 'advance', ms: 60_000 })
  expect(await names(`FirstName = 'Late' AND SystemModstamp < ${watermark}`)).toEqual(['Late'])
})

test('a deleted record leaves query, stays in queryAll and moves its stamp', async () => {
  const [record] = (await query(org, "SELECT Id, SystemModstamp FROM Contact WHERE FirstName = 'Dora'"))
    .records
  const id = String(record?.['Id'])
  await org.control({ command: 'advance', ms: 5_000 })
  expect((await rest(org, 'DELETE', `/sobjects/Contact/${id}`)).status).toBe(204)
  expect(await names(`Id = '${id.slice(0, 15)}'`)).toEqual([])
  const [deleted] = (
    await query(org, `SELECT IsDeleted, SystemModstamp FROM Contact WHERE Id = '${id}'`, 'queryAll')
  ).records
  expect(deleted).toMatchObject({ IsDeleted: true })
  expect(String(deleted?.['SystemModstamp']) > String(record?.['SystemModstamp'])).toBe(true)
})
