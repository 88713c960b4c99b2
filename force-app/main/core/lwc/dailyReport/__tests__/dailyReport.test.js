import DailyReport from 'c/dailyReport'
import { ApiProblem } from 'c/api'
import { all, answering, asked, one, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const buckets = ['Deferred Subscription', 'Field Conflict', 'No New Changes', 'No Difference', 'Unable to Update', 'No Import', 'No Export', 'Skipped Members', 'Validation Error', 'Processing Error', 'Synchronized'] // prettier-ignore
const report = {
  buckets,
  days: [{ day: '2026-11-20', counts: { 'Field Conflict': 1203, Synchronized: 120 } }]
}

it('shows the ten buckets and what was synchronized, day by day', async () => {
  answering({ getReport: report })
  const element = await show('c-daily-report', DailyReport, { connectionId: 4 })
  expect(all(element, 'thead th').map((each) => each.textContent)).toEqual(['Day', ...buckets])
  await expectAccessible(element)
})

it('opens a number to its records, by the days of the reader’s zone', async () => {
  answering({ getReport: report })
  const element = await show('c-daily-report', DailyReport, { connectionId: 4 })
  const opened = jest.fn()
  element.addEventListener('records', ({ detail }) => opened(detail))
  all(element, 'lightning-button')
    .find((each) => each.label === '1,203')
    .click()
  const { zone } = asked('getReport')[0].query
  expect(zone).not.toBe(undefined)
  expect(opened).toHaveBeenCalledWith({
    title: 'Field Conflict on Nov 20, 2026',
    request: {
      route: 'listReportRecords',
      params: { connection: 4 },
      query: { day: '2026-11-20', zone, bucket: 'Field Conflict' }
    }
  })
})

it('says so when nothing was synchronized', async () => {
  answering({ getReport: { buckets, days: [] } })
  const element = await show('c-daily-report', DailyReport, { connectionId: 4 })
  expect(one(element, 'c-empty-state').heading).toBe('Nothing was synchronized in these days')
})

it('offers to try again when the report can’t be read', async () => {
  answering({
    getReport: () => {
      throw new ApiProblem({ status: 503, code: 'unavailable', detail: 'Later.' })
    }
  })
  const element = await show('c-daily-report', DailyReport, { connectionId: 4 })
  expect(wordsOf(element)).toContain('Later.')
  answering({ getReport: report })
  await press(element, 'Try again')
  expect(wordsOf(element)).not.toContain('Later.')
  expect(all(element, 'tbody tr')).toHaveLength(1)
})
