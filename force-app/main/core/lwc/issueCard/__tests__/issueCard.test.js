import IssueCard from 'c/issueCard'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { all, answering, asked, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const conflict = {
  issue: 12,
  connection: 4,
  object: 'Contact',
  externalObject: 'contact',
  salesforceId: '003000000000001AAA',
  externalId: 'ext-1',
  line: 'Phone',
  code: 'conflict',
  message: 'Both sides changed Phone.',
  candidates: [],
  choices: { salesforce: '+48 1', external: null },
  seen: 3,
  firstAt: '2026-11-21T10:00:00.000Z',
  lastAt: '2026-11-21T10:00:00.000Z',
  actions: ['retry', 'ignore', 'accept', 'unlink']
}
const several = {
  ...conflict,
  line: null,
  code: 'several-matches',
  message: 'Two match.',
  choices: null,
  candidates: [{ id: 'e7', label: 'ada@example.test' }],
  actions: ['retry', 'ignore', 'link']
}
const said = { records: 1, said: 'It is done.' }

const showing = async (issue, answers = {}) => {
  answering(answers)
  const element = await show('c-issue-card', IssueCard, { issue, systemLabel: 'Vendor' })
  const done = []
  element.addEventListener('done', ({ detail }) => done.push(detail))
  return { element, done }
}
const buttons = (element, label) => all(element, 'lightning-button').filter((each) => each.label === label)

it('shows both values of a conflict side by side', async () => {
  const { element } = await showing(conflict)
  const words = wordsOf(element)
  expect(words).toContain('Conflict Field: Phone')
  expect(words).toContain('Salesforce +48 1')
  expect(words).toContain('Vendor (blank)')
  expect(words).toContain('Seen 3 times')
  await expectAccessible(element)
})

it.each([
  [0, 'salesforce'],
  [1, 'external']
])('sends the side whose value is kept (%i: %s)', async (index, side) => {
  const { element, done } = await showing(conflict, { acceptIssue: said })
  buttons(element, 'Keep this value')[index].click()
  await settled()
  expect(asked('acceptIssue')).toEqual([{ params: { issue: 12 }, body: { side } }])
  expect(done).toEqual([{ issue: 12 }])
})

it('links the candidate that a person chose', async () => {
  const { element, done } = await showing(several, { linkIssue: said })
  expect(wordsOf(element)).toContain('ada@example.test (e7)')
  await press(element, 'Link')
  expect(asked('linkIssue')).toEqual([{ params: { issue: 12 }, body: { candidate: 'e7' } }])
  expect(done).toHaveLength(1)
})

it('offers no link with a record of the same side, and leads to it', async () => {
  const { element } = await showing({
    ...several,
    candidates: [{ id: '003000000000002AAA', label: 'linked Salesforce record' }, ...several.candidates]
  })
  expect(buttons(element, 'Link').map((each) => each.dataset.candidate)).toEqual(['e7'])
  expect(all(element, 'c-record-link').map((each) => each.recordId)).toContain('003000000000002AAA')
})

it('has only the buttons that make sense', async () => {
  const { element } = await showing({ ...conflict, choices: null, actions: ['retry'] })
  expect(all(element, 'lightning-button').map((each) => each.label)).toEqual(['Retry'])
})

it('retries and ignores one issue', async () => {
  const { element } = await showing(conflict, { retryIssue: said, ignoreIssue: said })
  await press(element, 'Retry')
  await press(element, 'Ignore')
  expect(asked('retryIssue')).toEqual([{ params: { issue: 12 } }])
  expect(asked('ignoreIssue')).toEqual([{ params: { issue: 12 } }])
})

it('unlinks only after a question', async () => {
  const { element } = await showing(conflict, { actOnRecord: said })
  ConfirmModal.open = jest.fn(async () => false)
  await press(element, 'Unlink')
  expect(asked('actOnRecord')).toEqual([])
  ConfirmModal.open = jest.fn(async () => true)
  await press(element, 'Unlink')
  expect(asked('actOnRecord')).toEqual([
    { params: { record: '003000000000001AAA' }, body: { action: 'unlink', connection: 4 } }
  ])
})

it('stays with what is said when it is refused', async () => {
  const { element, done } = await showing(conflict, {
    retryIssue: () => {
      throw new ApiProblem({ status: 409, code: 'issue', detail: 'It is closed already.' })
    }
  })
  await press(element, 'Retry')
  expect(done).toEqual([])
  expect(wordsOf(element)).toContain('It is closed already.')
  expect(wordsOf(element)).toContain('Both sides changed Phone.')
})
