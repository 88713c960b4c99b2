import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { startPipeline } from '../support/pipeline.ts'
import { saveRevision } from '../../middleware/database/revisions.ts'
import type { ReportSource } from '../../middleware/connectors/connector.ts'
import { reportIdOf } from '../../middleware/salesforce/report-address.ts'
import { createPairs } from '../../middleware/sync/check-pairs.ts'
import { lanes } from '../../middleware/sync/lanes.ts'
import { contactLines, contacts, objects } from '../support/plain-pairs.ts'
import { planning } from './plan-world.ts'

const id = '00O5g00000ABCDEEA5'

test.each([
  [id, id],
  [' 00O5g00000ABCDE ', id],
  [`https://acme.lightning.force.com/lightning/r/Report/${id}/view?queryScope=userFolders`, id],
  ['https://acme.my.salesforce.com/00O5g00000ABCDE?isdtp=p1&export=1&enc=UTF-8&xf=csv', id],
  ['https://acme.lightning.force.com/lightning/r/Dashboard/01Z5g00000ABCDEEA3/view', null],
  ['https://acme.example/export.csv', null],
  ['0035g00000ABCDEAA3', null],
  ['file:///00O5g00000ABCDE', null],
  ['', null]
])('the id of a report is found in what a browser shows, and in nothing else: %s', (given, found) => {
  expect(reportIdOf(given)).toBe(found)
})

const withReport = (report: ReportSource) => contacts({ lines: contactLines, report })

test.each<[ReportSource, RegExp]>([
  [{ id: 'https://acme.example/export.csv' }, /Contacts, report\.id: .* is no report\. Give its id/],
  [{ id, column: 'Contact ID' }, /Contacts, report\.column: only an export has columns/],
  [{ id, zone: 'Mars' }, /Contacts, report\.zone: there is no time zone "Mars"/],
  [{ id, by: 'mail' } as unknown as ReportSource, /Contacts, report\.by: there is no way "mail"/]
])('a mapping whose report can not be one is refused, and the field is named: %o', (report, message) => {
  const stored = { pairId: 1, rev: 1, spec: withReport(report) }
  expect(() => createPairs([stored], { objects })).toThrow(message)
})

/** Contacts of whom a report lists those with a phone number. */
async function world(more: Partial<ReportSource> = {}) {
  const made = await startPipeline({ objects, pairs: [contacts({ lines: contactLines })], switches: { reportStepUp: false, apiOnlyUsersHaveNoUi: false } }) // prettier-ignore
  const define = async (object: string, columns: string[]) =>
    ((await made.org.control({
      command: 'defineReport',
      name: `${object} with a phone`,
      object,
      columns,
      filters: [{ column: 'Phone', operator: 'notEqual', value: '' }]
    })) as { id: string }).id // prettier-ignore
  const report = await define('Contact', ['Id', 'Phone', 'Email'])
  const use = (source: ReportSource) =>
    saveRevision(made.engine.db, { orgId: 1, connectionId: 1 }, { pairs: [withReport(source)] }, 'test')
  await use({ id: report, ...more })
  const listed = await made.contacts.create({ LastName: 'Listed', Email: 'a@x.example', Phone: '1' })
  const other = await made.contacts.create({ LastName: 'Other', Email: 'b@x.example' })
  const names = () => made.system.all('person').map((one) => one.lastName)
  return { ...made, use, define, listed, other, names }
}

test('the records that a report lists are synchronized, at first and at every tick; what it does not list is let in by nothing', async () => {
  const made = await world()
  const { contacts: sf, syncSalesforce, names, other, listed, query, turn, system } = made
  await made.initialSync()
  expect(names()).toEqual(['Listed'])
  await sf.edit(listed, { LastName: 'Edited' })
  await syncSalesforce()
  expect(names()).toEqual(['Edited'])
  await query(sql`update pairs set next_scan_at = now()`)
  await turn()
  await turn(lanes.reconcile)
  expect(names()).toEqual(['Edited'])
  await sf.edit(other, { Phone: '2' })
  await syncSalesforce()
  expect(names()).toEqual(['Edited', 'Other'])
  const writes = system.seen.writes.length
  await syncSalesforce()
  expect(system.seen.writes).toHaveLength(writes)
})

test('a plan lists for creation whom the report lists, and nobody else', async () => {
  const made = await world()
  const [planned] = await planning(made).make()
  expect(planned?.rows).toMatchObject([{ kind: 'create', sfId: made.listed }])
})

test('more records than a page of a query holds come all', async () => {
  const made = await world()
  const { org, system } = made
  for (let n = 0; n < 2100; n++)
    await org.control({ command: 'create', object: 'Contact', values: { LastName: `N${n}`, Email: `n${n}@x.example`, Phone: `${n}` } }) // prettier-ignore
  await made.initialSync()
  expect(system.all('person')).toHaveLength(2101)
}, 90_000)

test('a report that can not be used is told in the history by the field, at every tick, and nothing else waits for it', async () => {
  const made = await world()
  const { use, define, syncSalesforce, listed, query, names, contacts: sf } = made
  await made.initialSync()
  await use({ id: await define('Account', ['Id', 'Phone']) })
  await sf.edit(listed, { LastName: 'Edited' })
  await syncSalesforce()
  const [failed] = await query(sql<{ error: string }>`select error from runs where cause = 'poll' and state = 'failed'`) // prettier-ignore
  expect(failed?.error).toMatch(/^Contacts, report\.id: The report "Account with a phone" can't be used .* not a list of Contact records/) // prettier-ignore
  expect(names()).toEqual(['Listed'])
  await made.press('Contact', [listed])
  expect(names()).toEqual(['Edited'])
  const [plan] = await planning(made).make()
  expect(plan?.plan).toMatchObject({ state: 'failed', error: expect.stringContaining('report.id') as string })
})

test('an export names the same records', async () => {
  const made = await world({ by: 'export' })
  await made.initialSync()
  expect(made.names()).toEqual(['Listed'])
})
