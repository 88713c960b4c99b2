import PlanOperations from 'c/planOperations'
import { ApiProblem } from 'c/api'
import { answering, asked, one, press, settled, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const plan = {
  plan: 7, state: 'planned', planned: { 'create/created/': 1200, 'skip/skipped/out-of-criterion': 3 }
} // prettier-ignore
const operation = (seq, rest = {}) => ({
  seq, kind: 'create', salesforceId: `003${seq}`, externalId: null, writes: 'external', reason: 'New.', lines: [], issues: [], ...rest
}) // prettier-ignore

const showing = async (answers, properties = {}) => {
  answering({ listOperations: { items: [operation(1)], next: null }, ...answers })
  return show('c-plan-operations', PlanOperations, { plan, connectorLabel: 'Vendor', ...properties })
}

it('shows what is written where, and what is held for a person', async () => {
  const lines = [
    { line: 'phone', label: 'Phone', side: 'external', from: null, to: '+48' },
    { line: 'city', label: 'City', side: 'salesforce', from: 'Łódź', to: null }
  ]
  const issues = [{ line: 'email', message: 'Two contacts share it.' }]
  const element = await showing({ listOperations: { items: [operation(1, { lines, issues })], next: null } })
  expect(wordsOf(element)).toContain('Phone in Vendor: (blank) → +48')
  expect(wordsOf(element)).toContain('City in Salesforce: Łódź → (blank)')
  expect(wordsOf(element)).toContain('Two contacts share it.')
  await expectAccessible(element)
})

it('counts the kinds, and asks for the operations of the one that is chosen', async () => {
  const element = await showing()
  const box = one(element, 'lightning-combobox')
  expect(box.options.map(({ label }) => label)).toEqual(['All', 'Create (1,200)', 'Leave alone (3)'])
  await type(box, 'skip')
  expect(asked('listOperations').at(-1)).toEqual({
    params: { plan: 7 },
    query: { kind: 'skip', after: undefined, limit: 20 }
  })
})

it('adds a page to those that are shown, and asks again only for another state of the plan', async () => {
  const listOperations = ({ query }) =>
    query.after === undefined ? { items: [operation(1)], next: '1' } : { items: [operation(2)], next: null }
  const element = await showing({ listOperations })
  await press(element, 'Show more')
  element.plan = { ...plan }
  await settled()
  expect(wordsOf(element)).toContain('0031')
  expect(wordsOf(element)).toContain('0032')
  expect(asked('listOperations')).toHaveLength(2)
  element.plan = { ...plan, state: 'done' }
  await settled()
  expect(asked('listOperations')).toHaveLength(3)
})

it('drops the answer about a plan that is no longer shown', async () => {
  const waiting = new Map()
  const listOperations = ({ params }) => new Promise((resolve) => waiting.set(params.plan, resolve))
  const element = await showing({ listOperations })
  element.plan = { ...plan, plan: 8 }
  await settled()
  waiting.get(8)({ items: [operation(1, { reason: 'Of plan 8.' })], next: null })
  waiting.get(7)({ items: [operation(1, { reason: 'Of plan 7.' })], next: null })
  await settled()
  expect(wordsOf(element)).toContain('Of plan 8.')
  expect(wordsOf(element)).not.toContain('Of plan 7.')
})

it('says why there are none, and asks again with the next answer about the plan', async () => {
  let refuses = true
  const element = await showing({
    listOperations: () => {
      if (refuses) throw new ApiProblem({ status: 503, code: 'later', detail: 'Later.' })
      return { items: [operation(1)], next: null }
    }
  })
  expect(wordsOf(element)).toContain('Later.')
  refuses = false
  element.plan = { ...plan }
  await settled()
  expect(wordsOf(element)).not.toContain('Later.')
  expect(wordsOf(element)).toContain('0031')
})

it('offers the whole plan as CSV, whichever kind is chosen', async () => {
  const element = await showing({ exportPlan: { media: 'text/csv', base64: 'YSxi' } })
  const link = one(element, 'c-file-link')
  await type(one(element, 'lightning-combobox'), 'skip')
  await press(link, 'Prepare the whole plan as CSV')
  expect(asked('exportPlan')).toEqual([{ params: { plan: 7 } }])
  expect(one(link, 'a').download).toBe('plan-7.csv')
  element.plan = { ...plan, plan: 8 }
  await settled()
  expect(one(link, 'a')).toBeNull()
  await press(link, 'Prepare the whole plan as CSV')
  expect(asked('exportPlan').at(-1)).toEqual({ params: { plan: 8 } })
  expect(one(link, 'a').download).toBe('plan-8.csv')
})

it('offers no CSV where nothing is planned', async () => {
  const element = await showing(
    { listOperations: { items: [], next: null } },
    { plan: { ...plan, planned: {} } }
  )
  expect(one(element, 'c-file-link')).toBeNull()
})
