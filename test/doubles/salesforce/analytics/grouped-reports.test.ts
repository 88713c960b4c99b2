import { beforeAll, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import { errorOf, openOrg, rest } from '../test-client.ts'
import { jsforceTo } from '../jsforce-client.ts'

const org = await openOrg({ switches: { reportStepUp: false } })
beforeAll(async () => {
  const deals = [
    ['Prospecting', 'Web', '2026-01-05', 100],
    ['Prospecting', 'Web', '2026-01-20', 50],
    ['Prospecting', 'Other', '2026-02-01', null],
    ['Closed Won', 'Web', '2026-02-03', 1000]
  ] as const
  for (const [StageName, LeadSource, CloseDate, Amount] of deals) {
    const body = { Name: 'Deal', StageName, LeadSource, CloseDate, Amount }
    expect((await rest(org, 'POST', '/sobjects/Opportunity', body)).status).toBe(201)
  }
})

async function run(definition: object) {
  const { id } = (await org.control({
    command: 'defineReport',
    name: 'Deals',
    object: 'Opportunity',
    columns: ['Amount'],
    aggregates: ['s!Opportunity.Amount', 'RowCount'],
    ...definition
  })) as { id: string }
  const connection = jsforceTo(org)
  return connection.analytics.report(id).execute({ details: true })
}
type Result = Awaited<ReturnType<typeof run>>
const figures = ({ factMap }: Result, key: string) => factMap[key]?.aggregates.map(({ value }) => value)
const rowsOf = ({ factMap }: Result, key: string) => factMap[key]?.rows?.length

test('a summary counts and sums each group, inner groups within outer ones', async () => {
  const result = await run({
    groupingsDown: [{ name: 'StageName' }, { name: 'CloseDate', dateGranularity: 'Month' }]
  })
  expect(result.reportMetadata.reportFormat).toBe('SUMMARY')
  expect(result.groupingsDown?.groupings).toMatchObject([
    { key: '0', label: 'Closed Won', groupings: [{ key: '0_0', label: 'February 2026' }] },
    { key: '1', label: 'Prospecting', groupings: [{ key: '1_0', value: '2026-01-01' }, { key: '1_1' }] }
  ])
  expect(Object.keys(result.factMap).sort()).toEqual(['0!T', '0_0!T', '1!T', '1_0!T', '1_1!T', 'T!T'])
  expect(figures(result, 'T!T')).toEqual([1150, 4])
  expect(figures(result, '1!T')).toEqual([150, 3])
  expect(figures(result, '1_1!T')).toEqual([0, 1])
  expect([rowsOf(result, '1_0!T'), rowsOf(result, '1!T'), rowsOf(result, 'T!T')]).toEqual([2, 0, 0])
  expect(result.allData).toBe(true)
})

test('a matrix tells every crossing of its groups, empty ones too', async () => {
  const result = await run({
    groupingsDown: [{ name: 'StageName' }],
    groupingsAcross: [{ name: 'LeadSource', sortOrder: 'Desc' }]
  })
  expect(result.reportMetadata.reportFormat).toBe('MATRIX')
  expect(result.groupingsAcross?.groupings).toMatchObject([{ key: '0', label: 'Web' }, { label: 'Other' }])
  expect(figures(result, '0!0')).toEqual([1000, 1])
  expect(figures(result, '0!1')).toEqual([0, 0])
  expect(figures(result, '1!T')).toEqual([150, 3])
  expect(figures(result, 'T!0')).toEqual([1150, 3])
  expect(rowsOf(result, '1!0')).toBe(2)
})

test('the cap of 2,000 detail rows is one for all groups together', async () => {
  const big = await startOrg({ seed: 2100, switches: { reportStepUp: false } })
  const { id } = (await big.control({
    command: 'defineReport',
    name: 'Names',
    object: 'Contact',
    columns: ['Email'],
    groupingsDown: [{ name: 'LastName' }]
  })) as { id: string }
  const { body } = await rest(big, 'GET', `/analytics/reports/${id}?includeDetails=true`)
  await big.close()
  const { allData, factMap } = body as Pick<Result, 'allData' | 'factMap'>
  const total = Object.values(factMap).reduce((sum, { rows }) => sum + (rows?.length ?? 0), 0)
  expect([allData, total, factMap['T!T']?.aggregates[0]?.value]).toEqual([false, 2000, 2100])
})

test('groups and figures that make no sense are refused by name', async () => {
  const post = async (reportMetadata: object) => {
    const [report] = (await org.control({ command: 'reports' })) as { id: string }[]
    return errorOf(await rest(org, 'POST', `/analytics/reports/${report?.id ?? ''}`, { reportMetadata }))
  }
  expect(await post({ aggregates: ['s!Opportunity.StageName'] })).toContain('s!Opportunity.StageName')
  expect(await post({ groupingsDown: [{ name: 'Nothing__c' }] })).toContain('Opportunity.Nothing__c')
  expect(await post({ groupingsDown: [], groupingsAcross: [{ name: 'LeadSource' }] })).toContain(
    'groupingsDown'
  )
})

test.each([
  ['Week', ['1/4/2026 - 1/10/2026', '1/18/2026 - 1/24/2026', '2/1/2026 - 2/7/2026']],
  ['Quarter', ['Q1 CY2026']],
  ['FiscalQuarter', ['Q1 FY 2026']],
  ['FiscalYear', ['FY 2026']]
])('days are grouped by %s', async (dateGranularity, labels) => {
  const { groupingsDown } = await run({
    groupingsDown: [{ name: 'CloseDate', dateGranularity }],
    filters: [{ column: 'StageName', operator: 'equals', value: 'Prospecting' }]
  })
  expect(groupingsDown?.groupings.map(({ label }) => label)).toEqual(labels)
})
