import { expect, test } from 'vitest'
import { query } from '../../middleware/salesforce/query.ts'
import { reportQuery } from '../../middleware/salesforce/report.ts'
import { endOfDay, startOfDay } from '../../middleware/salesforce/report-days.ts'
import { exportIds } from '../../middleware/salesforce/report-export.ts'
import type { Session } from '../../middleware/salesforce/session.ts'
import { password, world } from './world.ts'

type Filter = readonly [column: string, operator: string, value: string]
const columns = ['Id', 'LastName', 'Email', 'Account.Name', 'CreatedDate', 'Birthdate', 'HasOptedOutOfEmail']

async function practice() {
  const all = await world({ seed: 300, switches: { reportStepUp: false, apiOnlyUsersHaveNoUi: false } })
  await all.create('Contact', { LastName: "100%_O'Neill, Inc", Title: 'a"b\\c', Birthdate: '1984-08-04' })
  const define = async (filters: readonly Filter[] = [], more: object = {}) => {
    const spec = { name: 'People', object: 'Contact', columns, ...more }
    const given = filters.map(([column, operator, value]) => ({ column, operator, value }))
    return ((await all.org.control({ command: 'defineReport', ...spec, filters: given })) as { id: string })
      .id
  }
  const session = all.open(password(all.org))
  const byQuery = async (reportId: string) =>
    (await query(session, await reportQuery(session, { reportId, object: 'Contact' }))).rows.map((row) =>
      String(row['Id'])
    )
  const byExport = async (reportId: string) =>
    (await Array.fromAsync(exportIds(session, { reportId, prefix: '003' }))).flat()
  return { ...all, session, define, byQuery, byExport }
}

test('the query finds exactly the records that the report lists, by every operator', async () => {
  const { define, byQuery, byExport, session } = await practice()
  const { rows } = await query(
    session,
    'select LastName, Account.Name from Contact where AccountId != null limit 1'
  )
  const last = String(rows[0]?.['LastName'])
  const company = (rows[0]?.['Account'] as { Name: string }).Name
  const today = new Date().toISOString().slice(0, 10)
  const cases: readonly (readonly [readonly Filter[], string | null])[] = [
    [[], null],
    [[['LastName', 'equals', last]], null],
    [[['LastName', 'notEqual', last]], null],
    [[['LastName', 'contains', '%_']], null],
    [[['LastName', 'startsWith', last.slice(0, 2)]], null],
    [[['LastName', 'notContain', 'a']], null],
    [[['Email', 'equals', '']], null],
    [[['Email', 'notEqual', '']], null],
    [[['Account.Name', 'equals', company]], null],
    [[['HasOptedOutOfEmail', 'equals', 'True']], null],
    [[['Birthdate', 'lessThan', '1985-01-01']], null],
    [[['CreatedDate', 'equals', today]], null],
    [[['CreatedDate', 'notEqual', today]], null],
    [[['CreatedDate', 'greaterOrEqual', today]], null],
    [[['CreatedDate', 'lessThan', today]], null],
    [
      [
        ['LastName', 'startsWith', 'K'],
        ['LastName', 'startsWith', 'N'],
        ['Email', 'notEqual', '']
      ],
      '(1 OR 2) AND 3'
    ],
    [
      [
        ['LastName', 'startsWith', 'K'],
        ['Email', 'equals', '']
      ],
      '2 OR (NOT 1)'
    ]
  ]
  let some = 0
  for (const [filters, filterLogic] of cases) {
    const id = await define(filters, filterLogic === null ? {} : { filterLogic })
    const listed = await byExport(id)
    expect([filters, (await byQuery(id)).sort()]).toEqual([filters, listed.sort()])
    if (listed.length > 0 && listed.length < 301) some++
  }
  // Or every case would be "all" or "none" and prove nothing.
  expect(some).toBeGreaterThan(8)
})

test('texts keep their odd characters, values in quotes their commas', async () => {
  const { define, session } = await practice()
  const soql = async (filters: readonly Filter[]) =>
    reportQuery(session, { reportId: await define(filters), object: 'Contact' })
  const found = async (filters: readonly Filter[]) => (await query(session, await soql(filters))).total
  expect(await soql([['LastName', 'equals', '"100%_O\'Neill, Inc",other']])).toContain(
    "LastName = '100%_O\\'Neill, Inc' OR LastName = 'other'"
  )
  expect(await found([['LastName', 'contains', '"0%_O\'Neill, I"']])).toBe(1)
  expect(await found([['Title', 'equals', 'a"b\\c']])).toBe(1)
})

test('what no query can say is refused in words: other objects, unknown operators and columns, broken logic', async () => {
  const { define, session } = await practice()
  const refusal = async (reportId: string, object = 'Contact') =>
    reportQuery(session, { reportId, object }).then(
      (soql) => soql,
      (error: unknown) => (error as Error).message
    )
  const bent = (change: (metadata: Record<string, unknown>) => object): Session => ({
    ...session,
    async request(request) {
      const answer = await session.request(request)
      const body = answer.body as { reportMetadata: Record<string, unknown> }
      return {
        ...answer,
        body: { ...body, reportMetadata: { ...body.reportMetadata, ...change(body.reportMetadata) } }
      }
    }
  })
  const id = await define([
    ['LastName', 'startsWith', 'K'],
    ['LastName', 'startsWith', 'N']
  ])
  const told = async (change: object) =>
    reportQuery(
      bent(() => change),
      { reportId: id, object: 'Contact' }
    ).then(
      (soql) => soql,
      (error: unknown) => (error as Error).message
    )
  expect(await refusal(id, 'Lead')).toMatch(/not a list of Lead records.*CSV export/)
  expect(await refusal('003000000000001AAA')).toMatch(/not the id of a report/)
  expect(await told({ crossFilters: [{}] })).toMatch(/cross filter/)
  expect(await told({ scope: 'user' })).toMatch(/"user" records only/)
  expect(await told({ topRows: { rowLimit: 10 } })).toMatch(/limits the number of rows/)
  expect(await told({ reportBooleanFilter: '1 AND (2' })).toMatch(/logic "1 AND \(2" can't be read/)
  expect(await told({ reportBooleanFilter: '1' })).toMatch(/can't be read/)
  expect(
    await told({ reportFilters: [{ column: 'BucketField_1', operator: 'equals', value: 'x' }] })
  ).toMatch(/"BucketField_1"/)
  expect(
    await told({
      reportFilters: [{ column: 'Contact.LastName', operator: 'within', value: 'x' }],
      reportBooleanFilter: null
    })
  ).toMatch(/filters by "within"/)
  expect(
    await told({
      reportFilters: [{ column: 'Contact.Birthdate', operator: 'equals', value: '1 or Name != null' }],
      reportBooleanFilter: null
    })
  ).toMatch(/compares a date with/)
  const range = {
    column: 'CREATED_DATE',
    durationValue: 'CUSTOM',
    startDate: '2026-11-01',
    endDate: '2026-11-20'
  }
  expect(await told({ standardDateFilter: range, reportFilters: [], reportBooleanFilter: null })).toBe(
    'SELECT Id FROM Contact WHERE CreatedDate >= 2026-11-01T00:00:00Z AND CreatedDate <= 2026-11-20T23:59:59Z'
  )
  const relative = { ...range, durationValue: 'LAST_N_DAYS:7' }
  expect(await told({ standardDateFilter: relative, reportFilters: [], reportBooleanFilter: null })).toBe(
    'SELECT Id FROM Contact WHERE CreatedDate = LAST_N_DAYS:7'
  )
})

test('a day is the day of the report’s owner, also where clocks change', () => {
  expect([startOfDay('2026-03-29', 'Europe/Warsaw'), endOfDay('2026-03-29', 'Europe/Warsaw')]).toEqual([
    '2026-03-28T23:00:00Z',
    '2026-03-29T21:59:59Z'
  ])
  expect([startOfDay('2026-10-25', 'Europe/Warsaw'), endOfDay('2026-10-25', 'Europe/Warsaw')]).toEqual([
    '2026-10-24T22:00:00Z',
    '2026-10-25T22:59:59Z'
  ])
  expect(startOfDay('2026-11-20', 'America/Los_Angeles')).toBe('2026-11-20T08:00:00Z')
})

test('an export is read without its footer, in whatever column the ids stand', async () => {
  const { define, session } = await practice()
  const ids = async (more: object, column?: string) =>
    (
      await Array.fromAsync(
        exportIds(session, {
          reportId: await define([], more),
          prefix: '003',
          ...(column !== undefined && { column })
        })
      )
    ).flat()
  const all = await ids({})
  expect(new Set(all).size).toBe(301)
  expect((await ids({ columns: ['Id'] })).length).toBe(301)
  expect(await ids({ columns: ['LastName', 'AccountId', 'Id'] })).toEqual(all)
  await expect(ids({ columns: ['LastName'] })).rejects.toThrow(/add the record's Id to its columns/)
  await expect(ids({}, 'Nope')).rejects.toThrow(/no column "Nope"/)
})

test('a login page and a demand for step-up are no reports', async () => {
  const { define, session, set } = await practice()
  const reportId = await define()
  const read = () => Array.fromAsync(exportIds(session, { reportId, prefix: '003' }))
  await set({ reportStepUp: true })
  await expect(read()).rejects.toMatchObject({
    kind: 'forbidden',
    message: expect.stringMatching(/verified who they are/) as string
  })
  await set({ reportStepUpPage: true })
  await expect(read()).rejects.toMatchObject({ kind: 'forbidden' })
  // The definition can be had without, so the query still works.
  expect(await reportQuery(session, { reportId, object: 'Contact' })).toBe('SELECT Id FROM Contact')
  await set({ reportStepUp: false, apiOnlyUsersHaveNoUi: true })
  await expect(read()).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringMatching(/login page/) as string
  })
})
