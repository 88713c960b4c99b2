import PlanView from 'c/planView'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { all, answering, asked, control, one, press, settled, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const plan = {
  plan: 7, connection: 1, pair: 'Contact', state: 'planned', seen: 10, total: 10,
  planned: { 'create/created/': 2, 'update/updated/': 1, 'skip/skipped/out-of-criterion': 3 },
  calls: { salesforce: 1, external: 2 }, guard: [], hash: 'abc', expiresAt: '2026-11-22T10:00:00.000Z', approvedBy: null,
  applied: {}, undoes: null, error: null, startedAt: '2026-11-21T10:00:00.000Z'
} // prettier-ignore
const operation = {
  seq: 1, kind: 'update', salesforceId: '003A', externalId: 'x1', writes: 'external', reason: 'Fields differ.',
  lines: [{ line: 'phone', label: 'Phone', side: 'external', from: null, to: '+48500100200' }], issues: []
} // prettier-ignore

const showing = async (answers) => {
  answering({ listPlans: { plans: [plan] }, listOperations: { items: [operation], next: null }, ...answers })
  return show('c-plan-view', PlanView, { connectionId: 1, connectorLabel: 'Vendor' })
}
const confirming = (answer) => jest.spyOn(ConfirmModal, 'open').mockResolvedValue(answer)

it('shows every value that would be written, where, and why', async () => {
  const element = await showing()
  expect(wordsOf(element)).toContain('Phone in Vendor: (blank) → +48500100200')
  expect(wordsOf(element)).toContain('Fields differ.')
  expect(wordsOf(element)).toContain('Expected calls: Salesforce 1, Vendor 2')
  await expectAccessible(element)
})

it('approves just the plan that was seen, with its hash and its counts', async () => {
  const element = await showing({ approvePlan: plan })
  confirming(true)
  await press(element, 'Approve and carry out')
  expect(asked('approvePlan')).toEqual([
    { params: { plan: 7 }, body: { hash: 'abc', planned: plan.planned, acceptGuard: [] } }
  ])
})

it('does nothing when the question is answered with no', async () => {
  const element = await showing()
  confirming(undefined)
  await press(element, 'Approve and carry out')
  expect(asked('approvePlan')).toEqual([])
})

describe('of a plan that a guard rail stopped', () => {
  const guard = [
    { code: 'empty-external', message: 'Vendor showed no record at all.' },
    { code: 'deletes', message: '60 records would be deleted.' }
  ]
  const stopped = (rest = {}) =>
    showing({ listPlans: { plans: [{ ...plan, state: 'stopped', guard }] }, approvePlan: plan, ...rest })
  const tick = async (element, label, checked = true) => {
    const box = all(one(element, 'c-plan-guard'), 'lightning-input').find((each) => each.label === label)
    box.checked = checked
    box.dispatchEvent(new CustomEvent('change'))
    await settled()
  }

  it('lets nobody approve before each reason is ticked, and sends just these', async () => {
    const element = await stopped()
    const isDisabled = () => control(element, 'Approve and carry out').disabled
    expect(isDisabled()).toBe(true)
    await tick(element, 'These records shall be deleted')
    expect(isDisabled()).toBe(true)
    await tick(element, 'It is right that Vendor has no records for Contact')
    expect(isDisabled()).toBe(false)
    await tick(element, 'These records shall be deleted', false)
    expect(isDisabled()).toBe(true)
    await tick(element, 'These records shall be deleted')
    confirming(true)
    await press(element, 'Approve and carry out')
    expect(asked('approvePlan')[0].body.acceptGuard).toEqual(['empty-external', 'deletes'])
  })

  it('carries no tick over to another plan', async () => {
    const other = { ...plan, plan: 8, pair: 'Lead', state: 'stopped', guard: [guard[1]] }
    const element = await stopped({
      listPlans: { plans: [{ ...plan, state: 'stopped', guard: [guard[1]] }, other] }
    })
    await tick(element, 'These records shall be deleted')
    await type(one(element, 'lightning-combobox'), '8')
    expect(control(element, 'Approve and carry out').disabled).toBe(true)
  })

  it('leads to the settings where a wrong account is put right', async () => {
    const element = await stopped()
    const shown = jest.fn()
    element.addEventListener('show', shown)
    await press(one(element, 'c-plan-guard'), 'Open Connection Settings')
    expect(shown.mock.calls[0][0].detail).toEqual({ tab: 'settings' })
  })
})

it('keeps the plan on the screen when it is refused, and says why', async () => {
  const element = await showing({
    approvePlan: () => {
      throw new ApiProblem({
        status: 409,
        code: 'not-approved',
        detail: 'The plan has expired. Make a new one.'
      })
    }
  })
  confirming(true)
  await press(element, 'Approve and carry out')
  expect(one(element, 'c-problem-note').problem.message).toBe('The plan has expired. Make a new one.')
  expect(wordsOf(element)).toContain('Phone in Vendor')
})

it('shows the operations of the plan that is chosen', async () => {
  const done = { ...plan, state: 'done', applied: { created: 1200, updated: 0 } }
  const element = await showing({ listPlans: { plans: [done, { ...plan, plan: 8, pair: 'Lead' }] } })
  expect(wordsOf(element)).toContain('Created: 1,200')
  await press(element, 'Next to approve: Lead, plan 8')
  expect(one(element, 'c-plan-operations').plan.plan).toBe(8)
})

it('shows no operations of a plan that is still being made', async () => {
  const element = await showing({
    listPlans: { plans: [{ ...plan, state: 'running', seen: 1200, total: 5000 }] }
  })
  expect(wordsOf(element)).toContain('1,200 of 5,000')
  expect(one(element, 'c-plan-operations')).toBeNull()
  expect(asked('listOperations')).toEqual([])
})

it('asks no more once it is removed', async () => {
  jest.useFakeTimers()
  const element = await showing({ listPlans: { plans: [{ ...plan, state: 'running' }] } })
  await jest.advanceTimersByTimeAsync(2500)
  const before = asked('listPlans').length
  expect(before).toBeGreaterThan(1)
  element.remove()
  await jest.advanceTimersByTimeAsync(60000)
  expect(asked('listPlans')).toHaveLength(before)
})
