import SyncInformation from 'c/syncInformation'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { answering, asked, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const at = '2026-11-21T10:00:00.000Z'
const quiet = {
  state: 'active',
  firstSync: { state: 'done', at, said: 'Everything was synchronized.' },
  current: null,
  waiting: 0,
  retrying: 0,
  openIssues: 0,
  lastSyncAt: at,
  lastMessageAt: null,
  nextSyncAt: null,
  automatic: { salesforce: { kind: 'interval', minutes: 15 }, external: { kind: 'interval', minutes: 15 }, chosen: false }, // prettier-ignore
  links: 12,
  unapproved: [],
  troubles: [],
  agreement: []
}
const running = { run: 1, cause: 'poll', state: 'running', done: 1, total: 2, counters: {}, startedAt: at, endedAt: null, error: null } // prettier-ignore
const refuse = (problem) => () => {
  throw new ApiProblem({ status: 409, code: 'busy', detail: 'No.', ...problem })
}

const showing = async (information = {}, answers = {}) => {
  answering({
    getInformation: { ...quiet, ...information },
    getBudget: { scopes: [] },
    ...answers
  })
  const element = await show('c-sync-information', SyncInformation, { connectionId: 4 })
  const told = { show: [], changed: 0 }
  element.addEventListener('show', ({ detail }) => told.show.push(detail))
  element.addEventListener('changed', () => told.changed++)
  return { element, told }
}
const choose = async (element, kind) => {
  one(element, 'lightning-button-menu').dispatchEvent(new CustomEvent('select', { detail: { value: kind } }))
  await settled()
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
  ConfirmModal.open = jest.fn(async () => true)
})

it('shows the six items of synchronization information', async () => {
  jest.useRealTimers()
  const { element } = await showing()
  const terms = [...element.shadowRoot.querySelectorAll('dt')].map((each) => each.textContent)
  expect(terms).toEqual([
    'First synchronization status',
    'Current synchronization status',
    'Synchronization issues',
    'Date of last synchronization',
    'Automatic synchronization',
    'Force synchronization'
  ])
  expect(wordsOf(element)).toContain('Everything was synchronized.')
  expect(wordsOf(element)).toContain('Nothing is running.')
  await expectAccessible(element)
})

it('leads to the issues', async () => {
  const { element, told } = await showing({ openIssues: 1300 })
  await press(element, 'Open issues: 1,300')
  expect(told.show).toEqual([{ tab: 'issues' }])
})

it('leads to a plan that waits for approval', async () => {
  const { element, told } = await showing({
    firstSync: { state: 'planned', at, said: 'A plan waits for approval.' },
    unapproved: ['Contact', 'Lead']
  })
  expect(wordsOf(element)).toContain('Nothing is written yet for: Contact, Lead.')
  await press(element, 'Open the plan')
  expect(told.show).toEqual([{ tab: 'plan' }])
})

it('says troubles in words', async () => {
  const { element } = await showing({ troubles: [{ said: 'The login is refused.', until: at }] })
  expect(wordsOf(element)).toContain('The login is refused.')
})

it('asks every two seconds while something runs, every fifteen otherwise', async () => {
  const { element } = await showing({ current: running })
  expect(wordsOf(element)).toContain('1 of 2')
  jest.advanceTimersByTime(2000)
  await settled()
  expect(asked('getInformation')).toHaveLength(2)
  answering({ getInformation: quiet })
  jest.advanceTimersByTime(2000)
  await settled()
  expect(asked('getInformation')).toHaveLength(3)
  jest.advanceTimersByTime(14_000)
  await settled()
  expect(asked('getInformation')).toHaveLength(3)
  jest.advanceTimersByTime(1000)
  await settled()
  expect(asked('getInformation')).toHaveLength(4)
})

it('asks nothing more once it is off the page', async () => {
  const { element } = await showing({ current: running })
  element.remove()
  jest.advanceTimersByTime(60_000)
  await settled()
  expect(asked('getInformation')).toHaveLength(1)
})

it('tells those around it when what they show has changed, and only then', async () => {
  const { told } = await showing()
  jest.advanceTimersByTime(15_000)
  await settled()
  expect(told.changed).toBe(0)
  answering({ getInformation: { ...quiet, openIssues: 2 } })
  jest.advanceTimersByTime(15_000)
  await settled()
  expect(told.changed).toBe(1)
})

it('keeps what it showed when the middleware stops answering, and says so', async () => {
  const { element } = await showing()
  answering({ getInformation: refuse({ status: 0, code: 'not-reached', detail: 'No answer.' }) })
  jest.advanceTimersByTime(15_000)
  await settled()
  expect(wordsOf(element)).toContain('Everything was synchronized.')
  expect(wordsOf(element)).toContain('This may be out of date')
  expect(wordsOf(element)).toContain('No answer.')
})

it.each(['initial', 'instant'])(
  'kicks off an %s sync after it was confirmed, and looks at once',
  async (kind) => {
    const { element, told } = await showing({}, { requestSync: { said: 'It begins.' } })
    const toast = jest.fn()
    element.addEventListener('lightning__showtoast', toast)
    await choose(element, kind)
    expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
    expect(asked('requestSync')).toEqual([{ params: { connection: 4 }, body: { kind } }])
    expect(asked('getInformation')).toHaveLength(2)
    expect(toast).toHaveBeenCalledTimes(1)
    expect(told.changed).toBe(1)
  }
)

it('kicks off nothing that was not confirmed', async () => {
  const { element } = await showing()
  ConfirmModal.open = jest.fn(async () => false)
  await choose(element, 'initial')
  expect(asked('requestSync')).toEqual([])
})

it('leads to the plan when a sync is refused for want of one', async () => {
  const { element, told } = await showing(
    {},
    { requestSync: refuse({ code: 'plan-needed', detail: 'Approve a plan first.' }) }
  )
  await choose(element, 'instant')
  expect(wordsOf(element)).toContain('Nothing is written before a plan was approved.')
  await press(element, 'Open the plan')
  expect(told.show).toEqual([{ tab: 'plan' }])
})

it('pauses after a question, and resumes without one', async () => {
  const { element } = await showing(
    {},
    { pauseConnection: { said: 'Paused.' }, resumeConnection: { said: 'On.' } }
  )
  answering({ getInformation: { ...quiet, state: 'paused' }, pauseConnection: { said: 'Paused.' }, resumeConnection: { said: 'On.' } }) // prettier-ignore
  await press(element, 'Pause')
  expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
  expect(wordsOf(element)).toContain('Paused. Only opt-outs flow.')
  await press(element, 'Resume')
  expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
  expect(asked('resumeConnection')).toHaveLength(1)
})

it('shows the interval that counts, and the new one as soon as it is saved', async () => {
  const { element, told } = await showing()
  expect(wordsOf(element)).toContain('Every 15 minutes, as the connector has it')
  const often = { kind: 'interval', minutes: 5 }
  answering({
    getInformation: { ...quiet, automatic: { salesforce: often, external: often, chosen: true } },
    getBudget: { scopes: [] }
  })
  one(element, 'c-sync-schedule').dispatchEvent(new CustomEvent('changed'))
  await settled()
  expect(wordsOf(element)).toContain('Every 5 minutes')
  expect(wordsOf(element)).not.toContain('as the connector has it')
  expect(told.changed).toBe(1)
})

it('stands without the interval where an older middleware does not tell it', async () => {
  const { element } = await showing({ automatic: undefined, nextSyncAt: at })
  expect(wordsOf(element)).toContain('Everything was synchronized.')
  expect(wordsOf(element)).toContain(at)
  expect(wordsOf(element)).toContain('Change interval')
  expect(wordsOf(element)).not.toContain('minutes')
})
