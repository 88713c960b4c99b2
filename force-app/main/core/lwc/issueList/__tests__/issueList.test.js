import IssueList from 'c/issueList'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { all, answering, asked, control, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const issue = (number) => ({
  issue: number,
  connection: 4,
  object: 'Contact',
  externalObject: 'contact',
  salesforceId: null,
  externalId: `ext-${number}`,
  line: null,
  code: 'too-long',
  message: `Issue ${number}.`,
  candidates: [],
  choices: null,
  seen: 1,
  firstAt: '2026-11-21T10:00:00.000Z',
  lastAt: '2026-11-21T10:00:00.000Z',
  actions: ['retry', 'ignore']
})
const kinds = [
  { code: 'too-long', line: 'Title', count: 1200, example: '' },
  { code: 'several-matches', line: null, count: 2, example: '' }
]

const showing = async (answers = {}) => {
  answering({
    listIssueKinds: { kinds },
    listIssues: { items: [issue(1), issue(2)], next: null },
    ...answers
  })
  const element = await show('c-issue-list', IssueList, { connectionId: 4, systemLabel: 'Vendor' })
  const changed = jest.fn()
  element.addEventListener('changed', changed)
  return { element, changed }
}
const choose = async (element, name, value) => {
  const box = all(element, 'lightning-combobox').find((each) => each.name === name)
  box.dispatchEvent(new CustomEvent('change', { detail: { value } }))
  await settled()
}
const cards = (element) => all(element, 'c-issue-card').map((each) => each.issue.issue)

it('shows the kinds with their counts, and the issues of all of them', async () => {
  const { element } = await showing()
  const box = all(element, 'lightning-combobox').find((each) => each.name === 'kind')
  expect(box.options.map(({ label }) => label)).toEqual([
    'All kinds (1,202)',
    'Value too long, Title (1,200)',
    'Several records match (2)'
  ])
  expect(cards(element)).toEqual([1, 2])
  await expectAccessible(element)
})

it('asks for one kind, or for those that are ignored', async () => {
  const { element } = await showing()
  await choose(element, 'kind', '0')
  expect(asked('listIssues').at(-1).query).toMatchObject({ connection: 4, state: 'open', code: 'too-long', line: 'Title' }) // prettier-ignore
  await choose(element, 'state', 'ignored')
  expect(asked('listIssues').at(-1).query).toMatchObject({ state: 'ignored', code: undefined })
})

it('retries all of a kind, once one is chosen', async () => {
  const { element, changed } = await showing({ retryIssues: { records: 2, said: 'Looked at again.' } })
  expect(() => control(element, 'Retry all of this kind')).toThrow('There is no')
  await choose(element, 'kind', '1')
  await press(element, 'Retry all of this kind')
  expect(asked('retryIssues')).toEqual([{ body: { connection: 4, code: 'several-matches' } }])
  expect(changed).toHaveBeenCalledTimes(1)
})

it('ignores all of a kind only after a question', async () => {
  const { element } = await showing({ ignoreIssues: { records: 1200, said: 'Ignored.' } })
  await choose(element, 'kind', '0')
  ConfirmModal.open = jest.fn(async () => undefined)
  await press(element, 'Ignore all of this kind')
  expect(asked('ignoreIssues')).toEqual([])
  ConfirmModal.open = jest.fn(async () => true)
  await press(element, 'Ignore all of this kind')
  expect(asked('ignoreIssues')).toEqual([{ body: { connection: 4, code: 'too-long', line: 'Title' } }])
})

it('takes an issue off the list once it is dealt with, and counts again', async () => {
  const { element, changed } = await showing()
  answering({ listIssueKinds: { kinds: [] }, listIssues: { items: [issue(2)], next: null } })
  all(element, 'c-issue-card')[0].dispatchEvent(new CustomEvent('done', { detail: { issue: 1 } }))
  await settled()
  expect(cards(element)).toEqual([2])
  expect(changed).toHaveBeenCalledTimes(1)
})

it('goes on where a page ends', async () => {
  const { element } = await showing({
    listIssues: ({ query }) =>
      query.after === '1' ? { items: [issue(2)], next: null } : { items: [issue(1)], next: '1' }
  })
  await press(element, 'Show more')
  expect(cards(element)).toEqual([1, 2])
})

it('says that all is well when there are none', async () => {
  const { element } = await showing({ listIssueKinds: { kinds: [] }, listIssues: { items: [], next: null } })
  expect(one(element, 'c-empty-state').heading).toBe('No issues')
})

it('keeps the list when something is refused', async () => {
  const { element } = await showing({
    retryIssues: () => {
      throw new ApiProblem({ status: 503, code: 'unavailable', detail: 'Later.' })
    }
  })
  await choose(element, 'kind', '0')
  await press(element, 'Retry all of this kind')
  expect(wordsOf(element)).toContain('Later.')
  expect(cards(element)).toEqual([1, 2])
})
