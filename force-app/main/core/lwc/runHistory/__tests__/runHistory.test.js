import RunHistory from 'c/runHistory'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { all, answering, asked, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const run = (number, rest = {}) => ({
  run: number,
  pair: 'Contact',
  cause: 'poll',
  state: 'done',
  done: 10,
  total: 10,
  counters: { updated: 10 },
  startedAt: '2026-11-21T10:00:00.000Z',
  endedAt: '2026-11-21T10:01:00.000Z',
  error: null,
  problems: 0,
  openIssues: 0,
  author: null,
  undoes: null,
  canUndo: true,
  ...rest
})

const showing = async (answers = {}) => {
  answering({
    listRuns: { items: [run(9), run(8, { author: 'Ada', canUndo: false })], next: null },
    getReport: { buckets: [], days: [] },
    listAudit: { items: [], next: null },
    listRunRecords: { items: [], next: null },
    ...answers
  })
  const element = await show('c-run-history', RunHistory, { connectionId: 4 })
  const shown = []
  element.addEventListener('show', ({ detail }) => shown.push(detail))
  return { element, shown }
}
const buttons = (element, label) => all(element, 'lightning-button').filter((each) => each.label === label)

beforeEach(() => {
  ConfirmModal.open = jest.fn(async () => true)
})

it('lists the runs with who asked for them', async () => {
  const { element } = await showing()
  const words = wordsOf(element)
  expect(words).toContain('Changes in Salesforce')
  expect(words).toContain('10 of 10')
  expect(words).toContain('by itself')
  expect(words).toContain('Ada')
  await expectAccessible(element)
})

it('opens the records of a run, with the focus on their heading, and leads back', async () => {
  const { element } = await showing()
  buttons(element, 'Records')[0].click()
  await settled()
  expect(one(element, 'c-record-outcomes').request).toEqual({ route: 'listRunRecords', params: { run: 9 } })
  expect(element.shadowRoot.activeElement.textContent).toBe('Records of run 9')
  await press(element, 'Back to the history')
  expect(element.shadowRoot.activeElement.textContent).toBe('Runs')
  expect(all(element, 'tbody tr')).toHaveLength(2)
})

it('opens the records behind a number of the report', async () => {
  const { element } = await showing()
  const detail = { title: 'No Import on 2026-11-20', request: { route: 'listReportRecords', params: { connection: 4 }, query: { day: '2026-11-20' } } } // prettier-ignore
  answering({ listReportRecords: { items: [], next: null } })
  one(element, 'c-daily-report').dispatchEvent(new CustomEvent('records', { detail }))
  await settled()
  expect(wordsOf(element)).toContain('No Import on 2026-11-20')
  expect(one(element, 'c-record-outcomes').request).toEqual(detail.request)
})

it('offers to take back only what can be taken back, and leads to the plan of it', async () => {
  const { element, shown } = await showing({ undoRun: { plans: [31] } })
  expect(buttons(element, 'Undo')).toHaveLength(1)
  buttons(element, 'Undo')[0].click()
  await settled()
  expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
  expect(asked('undoRun')).toEqual([{ params: { run: 9 } }])
  expect(shown).toEqual([{ tab: 'plan', planId: 31 }])
})

it('takes nothing back without a yes', async () => {
  const { element } = await showing()
  ConfirmModal.open = jest.fn(async () => undefined)
  buttons(element, 'Undo')[0].click()
  await settled()
  expect(asked('undoRun')).toEqual([])
})

it('goes on to older runs, and keeps them when the newest are asked for again', async () => {
  const { element } = await showing({
    listRuns: ({ query }) =>
      query?.after === '9' ? { items: [run(7)], next: null } : { items: [run(9)], next: '9' }
  })
  await press(element, 'Show older runs')
  expect(all(element, 'tbody tr')).toHaveLength(2)
  answering({ listRuns: { items: [run(10)], next: '10' } })
  await press(element, 'Refresh')
  expect(all(element, 'tbody tr')).toHaveLength(3)
  expect(buttons(element, 'Show older runs')).toHaveLength(0)
})

it('keeps the list when it can’t be asked for again, and asks nothing once it is gone', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
  const { element } = await showing()
  answering({
    listRuns: () => {
      throw new ApiProblem({ status: 0, code: 'not-reached', detail: 'No answer.' })
    }
  })
  jest.advanceTimersByTime(15_000)
  await settled()
  expect(wordsOf(element)).toContain('No answer.')
  expect(all(element, 'tbody tr')).toHaveLength(2)
  const before = asked('listRuns').length
  element.remove()
  jest.advanceTimersByTime(60_000)
  await settled()
  expect(asked('listRuns')).toHaveLength(before)
})
