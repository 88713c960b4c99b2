import ScheduleModal from 'c/scheduleModal'
import { ApiProblem } from 'c/api'
import { answering, asked, one, press, settled, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const rules = { zone: 'UTC', cap: 9, schedule: { kind: 'interval', minutes: 30 }, readSchedule: null }

const opened = async (answers = {}) => {
  answering({
    getRules: { body: rules, tag: '5' },
    saveRules: ({ body }) => ({ body, tag: '6' }),
    ...answers
  })
  const element = await show('c-schedule-modal', ScheduleModal, { label: 'Change', connectionId: 4 })
  const closed = []
  element.addEventListener('closed', ({ detail }) => closed.push(detail))
  return { element, closed }
}
const choose = async (element, kind) => {
  one(element, 'lightning-radio-group').dispatchEvent(new CustomEvent('change', { detail: { value: kind } }))
  await settled()
}

it('begins with the interval that is set, and saves a new one with the other rules as they were', async () => {
  const { element, closed } = await opened()
  const minutes = one(element, 'lightning-input')
  expect(minutes.value).toBe(30)
  await type(minutes, '10')
  await press(element, 'Save')
  const expected = { ...rules, schedule: { kind: 'interval', minutes: 10 } }
  expect(asked('saveRules')).toEqual([{ params: { connection: 4 }, body: expected, tag: '5' }])
  expect(closed).toEqual([expected])
  await expectAccessible(element)
})

it('saves a time of day with its zone', async () => {
  const { element } = await opened()
  await choose(element, 'nightly')
  await type(one(element, 'lightning-input'), '03:30:00.000')
  one(element, 'lightning-combobox').dispatchEvent(
    new CustomEvent('change', { detail: { value: 'Europe/Warsaw' } })
  )
  await press(element, 'Save')
  expect(asked('saveRules')[0].body.schedule).toEqual({ kind: 'nightly', at: '03:30', zone: 'Europe/Warsaw' })
})

it('saves that nothing runs by itself, and that the connector decides', async () => {
  const { element } = await opened()
  await choose(element, 'paused')
  await press(element, 'Save')
  await choose(element, 'automatic')
  await press(element, 'Save')
  expect(asked('saveRules').map(({ body }) => body.schedule)).toEqual([{ kind: 'paused' }, null])
})

it('stays open with what was typed when the interval is refused', async () => {
  const { element, closed } = await opened({
    saveRules: () => {
      throw new ApiProblem({ status: 422, code: 'invalid', detail: 'minutes: is less than a month.' })
    }
  })
  await type(one(element, 'lightning-input'), '44640')
  await press(element, 'Save')
  expect(closed).toEqual([])
  expect(wordsOf(element)).toContain('is less than a month')
  expect(one(element, 'lightning-input').value).toBe(44640)
})

it('sends no interval that can’t be', async () => {
  const { element, closed } = await opened()
  const minutes = one(element, 'lightning-input')
  await type(minutes, '99999')
  await press(element, 'Save')
  expect(asked('saveRules')).toEqual([])
  expect(minutes.message).not.toBe('')
  expect(closed).toEqual([])
})

it('says so when somebody else changed it meanwhile, and saves over nothing', async () => {
  const { element, closed } = await opened({
    saveRules: () => {
      throw new ApiProblem({ status: 412, code: 'changed', detail: 'Changed.' })
    }
  })
  await press(element, 'Save')
  expect(closed).toEqual([])
  expect(wordsOf(element)).toContain('Somebody else has changed the interval meanwhile.')
  await press(element, 'Reload')
  expect(wordsOf(element)).not.toContain('Somebody else')
  expect(asked('getRules')).toHaveLength(2)
})
