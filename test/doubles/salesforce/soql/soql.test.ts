import { beforeAll, expect, test } from 'vitest'
import { errorOf, openOrg, query, rest } from '../test-client.ts'
import type { Page } from '../test-client.ts'
import { soap } from '../access/door-clients.ts'

let acorn: string

const org = await openOrg()
beforeAll(async () => {
  acorn = await create('Account', {
    Name: 'Acorn',
    AnnualRevenue: 1500,
    Industry: 'Banking',
    Type: 'Prospect'
  })
  await create('Account', { Name: 'Beech', AnnualRevenue: -2000, Industry: 'Banking', Type: 'Competitor' })
  await create('Account', { Name: 'Cedar', AnnualRevenue: 10, Industry: 'Energy', Type: 'Prospect' })
})

async function create(object: string, values: object): Promise<string> {
  const { body } = await rest(org, 'POST', `/sobjects/${object}`, values)
  return (body as { id: string }).id
}
const rows = async (soql: string) =>
  (await query(org, soql)).records.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes'))
  )
const names = async (where: string) =>
  (await rows(`SELECT Name FROM Account WHERE ${where} ORDER BY Name`)).map(({ Name }) => Name)
const refusal = async (soql: string) =>
  errorOf(await rest(org, 'GET', `/query?q=${encodeURIComponent(soql)}`))

test('a number may be signed and have an exponent, in a string it stays text', async () => {
  expect(await names('AnnualRevenue > -1.5e3')).toEqual(['Acorn', 'Cedar'])
  expect(await names('AnnualRevenue IN (1.5E3, +1e+1)')).toEqual(['Acorn', 'Cedar'])
  expect(await names("Name = '1.5e3'")).toEqual([])
})

test('AND beside OR is refused where it stands, in an inner query too; brackets of their own are fine', async () => {
  expect(
    await refusal("SELECT Id FROM Account WHERE (Name = 'a AND b' OR Id = null) AND Name = 'c' OR Name = 'd'")
  ).toMatch(/^MALFORMED_QUERY: [^]*Column:77\nunexpected token: 'OR'$/)
  expect(
    await refusal(
      "SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Name = 'c')"
    )
  ).toMatch(/Column:98\nunexpected token: 'AND'$/)
  expect(
    await names("Industry = 'Energy' AND (NOT Name = 'x') AND (Type = 'Prospect' OR Type = 'x')")
  ).toEqual(['Cedar'])
})

test('ROLLUP and CUBE add the sums, told apart from blanks by GROUPING', async () => {
  expect(
    await rows(
      'SELECT Industry, GROUPING(Industry) g, COUNT(Id) n FROM Account GROUP BY ROLLUP(Industry) ORDER BY Industry NULLS LAST'
    )
  ).toEqual([
    { Industry: 'Banking', g: 0, n: 2 },
    { Industry: 'Energy', g: 0, n: 1 },
    { Industry: null, g: 1, n: 3 }
  ])
  const cube = await rows('SELECT Industry, Type, COUNT(Id) n FROM Account GROUP BY CUBE(Industry, Type)')
  expect(cube).toHaveLength(3 + 2 + 2 + 1)
  expect(cube).toContainEqual({ Industry: null, Type: 'Prospect', n: 2 })
  expect(
    await rows('SELECT Industry i, SUM(AnnualRevenue) FROM Account GROUP BY Industry HAVING COUNT(Id) > 1')
  ).toEqual([{ i: 'Banking', expr0: -500 }])
})

test('a field beside an aggregate has to be grouped, and groupable', async () => {
  expect(await refusal('SELECT Name, COUNT(Id) FROM Account')).toBe(
    'MALFORMED_QUERY: Field must be grouped or aggregated: Name'
  )
  expect(await refusal('SELECT COUNT(Id) FROM Account GROUP BY CreatedDate')).toMatch(
    /^MALFORMED_QUERY: [^]*Column:40\nfield 'CreatedDate' can not be grouped/
  )
})

test('a refused condition is pointed at where it stands', async () => {
  expect(await refusal('SELECT Name FROM Account WHERE Id != null\nAND Name = 5')).toMatch(
    /^INVALID_FIELD: \nAND Name = 5\n {4}\^\nERROR at Row:2:Column:5\nvalue of filter criterion for field 'Name' must be of type string and should be enclosed in quotes$/
  )
  expect(await refusal("SELECT Id FROM Account WHERE Id = 'x'")).toMatch(
    /^INVALID_QUERY_FILTER_OPERATOR: [^]*Column:30\ninvalid ID field: x$/
  )
})

test('what SOQL does not take is refused: deep paths, far offsets, nested and alternative semi-joins, ALL ROWS', async () => {
  const parents = (count: number) => 'ReportsTo.'.repeat(count)
  expect(await query(org, `SELECT ${parents(5)}Name FROM Contact`)).toMatchObject({ done: true })
  expect(await refusal(`SELECT ${parents(6)}Name FROM Contact`)).toMatch(/^INVALID_FIELD/)
  expect(await refusal('SELECT Id FROM Account OFFSET 2001')).toMatch(/^NUMBER_OUTSIDE_VALID_RANGE/)
  const inner = 'Id IN (SELECT AccountId FROM Contact)'
  expect(await refusal(`SELECT Id FROM Account WHERE ${inner} OR Name = 'a'`)).toMatch(
    /^MALFORMED_QUERY: Semi join/
  )
  expect(
    await refusal(`SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE ${inner})`)
  ).toMatch(/Nesting of semi join/)
  expect(await refusal('SELECT Id FROM Account ALL ROWS')).toMatch(
    /^MALFORMED_QUERY: [^]*ALL ROWS not allowed/
  )
  expect((await rest(org, 'POST', '/query', { q: 'SELECT Id FROM Account' })).status).toBe(405)
})

test('children come in pages of their own, by REST and by SOAP, down to grandchildren', async () => {
  const parent = await create('Account', { Name: 'Family' })
  const records = Array.from({ length: 200 }, (_, i) => ({
    attributes: { type: 'Contact' },
    LastName: `Child ${i}`,
    AccountId: parent
  }))
  await rest(org, 'POST', '/composite/sobjects', { records })
  const last = await create('Contact', { LastName: 'Youngest', AccountId: parent })
  await create('Task', { WhoId: last, Subject: 'Call' })
  const soql = `SELECT Name, (SELECT LastName, (SELECT Subject FROM Tasks) FROM Contacts ORDER BY Id) FROM Account WHERE Id = '${parent}'`
  const [record] = (await query(org, soql)).records
  const children = record?.['Contacts'] as Page
  expect(children).toMatchObject({ totalSize: 201, done: false })
  expect(children.records).toHaveLength(200)
  const next = await rest(org, 'GET', (children.nextRecordsUrl ?? '').replace('/services/data/v62.0', ''))
  expect(next.body).toMatchObject({
    done: true,
    records: [{ LastName: 'Youngest', Tasks: { records: [{ Subject: 'Call' }] } }]
  })
  expect(await soap(org, `<query><queryString>${soql}</queryString></query>`)).toMatch(
    /<sf:Contacts xsi:type="QueryResult"><done>false<\/done><queryLocator>01g\w+-200</
  )
})

test('TYPEOF takes the fields that fit what the parent is', async () => {
  const lead = await create('Lead', { LastName: 'Leaf', Company: 'Oak' })
  const task = await create('Task', { WhoId: lead, WhatId: acorn, Subject: 'Email' })
  const branches =
    'TYPEOF Who WHEN Contact THEN LastName WHEN Lead THEN Company, Owner.Name END, TYPEOF What WHEN Campaign THEN Status ELSE Name END'
  expect(await rows(`SELECT ${branches} FROM Task WHERE Id = '${task}'`)).toMatchObject([
    {
      Who: { attributes: { type: 'Lead' }, Company: 'Oak', Owner: {} },
      What: { attributes: { type: 'Account' }, Name: 'Acorn' }
    }
  ])
  expect(await refusal('SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact')).toMatch(
    /^INVALID_FIELD/
  )
})

test('a day begins at midnight of the user’s time zone; date functions stay in UTC unless told', async () => {
  const { body } = await rest(org, 'GET', '/query?q=SELECT+Id+FROM+User+WHERE+Username+!=+null')
  const users = (body as Page).records.map(({ Id }) => String(Id))
  const zone = (TimeZoneSidKey: string) =>
    Promise.all(
      users.map((id) => org.control({ command: 'update', object: 'User', id, values: { TimeZoneSidKey } }))
    )
  // Whatever the hour, one of these two has another day than UTC has.
  const [ahead, behind] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const // +14, -11
  const far = new Date(org.now()).getUTCHours() >= 11 ? ahead : behind
  await zone(far)
  const day = new Date(org.now() + (far === ahead ? 14 : -11) * 3_600_000).toISOString().slice(0, 10)
  const opportunity = await create('Opportunity', { Name: 'Deal', StageName: 'Prospecting', CloseDate: day })
  expect(await rows('SELECT Id FROM Opportunity WHERE CloseDate = TODAY')).toEqual([{ Id: opportunity }])
  expect(await rows('SELECT Id FROM Opportunity WHERE CreatedDate = TODAY')).toEqual([{ Id: opportunity }])
  const hours =
    'SELECT HOUR_IN_DAY(CreatedDate) utc, HOUR_IN_DAY(convertTimezone(CreatedDate)) wall FROM Opportunity'
  const [hour] = await rows(
    `${hours} GROUP BY HOUR_IN_DAY(CreatedDate), HOUR_IN_DAY(convertTimezone(CreatedDate))`
  )
  expect((Number(hour?.['wall']) - Number(hour?.['utc']) + 48) % 24).toBe(far === ahead ? 14 : 13)
  await zone('GMT')
  expect(await rows('SELECT Id FROM Opportunity WHERE CloseDate = TODAY')).toEqual([])
})

test('format() and convertCurrency() show values as people read them, toLabel() the label', async () => {
  expect(
    await rows(
      "SELECT format(convertCurrency(AnnualRevenue)) shown, toLabel(Industry) FROM Account WHERE Name = 'Acorn'"
    )
  ).toEqual([{ shown: '$1,500.00', Industry: 'Banking' }])
})
