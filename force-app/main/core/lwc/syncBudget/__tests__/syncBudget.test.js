import SyncBudget from 'c/syncBudget'
import { ApiProblem } from 'c/api'
import { answering, one, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const scope = { scope: 'salesforce', label: 'Salesforce', used: 4000, max: 15000, hours: [], dryAt: '2026-11-21T22:00:00.000Z', said: 'At this pace it runs dry tonight.' } // prettier-ignore

it('tells the calls that were used, and when they run dry', async () => {
  answering({ getBudget: { scopes: [scope] } })
  const element = await show('c-sync-budget', SyncBudget, { connectionId: 4 })
  expect(wordsOf(element)).toContain('4,000 of 15,000')
  expect(wordsOf(element)).toContain('At this pace it runs dry tonight.')
  expect(wordsOf(element)).toContain('2026-11-21T22:00:00.000Z')
  await expectAccessible(element)
})

it('draws no bar where no limit is known', async () => {
  answering({ getBudget: { scopes: [{ ...scope, max: null, dryAt: null }] } })
  const element = await show('c-sync-budget', SyncBudget, { connectionId: 4 })
  expect(one(element, 'lightning-progress-bar')).toBeNull()
  expect(wordsOf(element)).toContain('4,000; no limit is known')
})

it('keeps what it showed when it can’t ask again', async () => {
  answering({ getBudget: { scopes: [scope] } })
  const element = await show('c-sync-budget', SyncBudget, { connectionId: 4 })
  answering({
    getBudget: () => {
      throw new ApiProblem({ status: 0, code: 'not-reached', detail: 'No answer.' })
    }
  })
  await element.refresh()
  expect(wordsOf(element)).toContain('4,000 of 15,000')
  expect(wordsOf(element)).toContain('No answer.')
})
