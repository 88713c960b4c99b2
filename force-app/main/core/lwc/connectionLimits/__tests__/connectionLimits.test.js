import ConnectionLimits from 'c/connectionLimits'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import { all, answering, asked, control, one, press, settled, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const rail = (most, share) => ({ most, share })
const rules = {
  zone: 'Europe/Warsaw',
  cap: null,
  reserve: 0.2,
  quiet: { from: '22:00', to: '6:30' },
  schedule: { kind: 'interval', minutes: 5 },
  readSchedule: { kind: 'nightly', at: '02:00', zone: 'UTC' },
  approve: 'plan',
  rails: { deletes: rail(50, 0.02), blanks: rail(10, 0.07), owners: rail(0, 1 / 3) }
}
const calls = { name: 'vendor', label: 'Vendor', countsRecords: false }
const refuse = (problem) => () => {
  throw new ApiProblem({ code: 'invalid', status: 422, ...problem })
}

/** A middleware that keeps rules and refuses to save over a newer version. */
const keeper = (begin = rules) => {
  const held = { rules: begin, rev: 5 }
  const save = ({ body, tag }) => {
    if (tag !== String(held.rev)) refuse({ status: 412, code: 'changed-meanwhile', detail: 'Changed.' })()
    return held.put(body)
  }
  held.put = (body) => {
    held.rules = body
    held.rev++
    return { body, tag: String(held.rev) }
  }
  return { held, answers: { getRules: () => ({ body: held.rules, tag: String(held.rev) }), saveRules: save } }
}

const showing = async ({ answers, held } = keeper(), properties = {}) => {
  answering(answers)
  const element = await show('c-connection-limits', ConnectionLimits, { connectionId: 4, connector: calls, shown: true, ...properties }) // prettier-ignore
  const saved = jest.fn()
  element.addEventListener('saved', saved)
  return { element, saved, held }
}
const box = (element, name) =>
  all(element, 'lightning-input, lightning-combobox').find((each) => each.name === name)
const tick = async (element, checked) => {
  box(element, 'approve').dispatchEvent(new CustomEvent('change', { detail: { checked } }))
  await settled()
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
  ConfirmModal.open = jest.fn(async () => true)
})

it('shows every limit as people say it: shares in per cent, times with two digits', async () => {
  jest.useRealTimers()
  const { element } = await showing()
  const shown = (name) => box(element, name).value
  expect(shown('cap')).toBe('')
  expect(shown('reserve')).toBe('20')
  expect([shown('quiet.from'), shown('quiet.to'), shown('zone')]).toEqual(['22:00', '06:30', 'Europe/Warsaw'])
  expect(box(element, 'approve').checked).toBe(true)
  expect([shown('rails.deletes.most'), shown('rails.deletes.share')]).toEqual(['50', '2'])
  expect(shown('rails.blanks.share')).toBe('7')
  await expectAccessible(element)
})

it('has help at every setting, and says of a product that counts records what is counted', async () => {
  const { element } = await showing()
  expect(all(element, 'lightning-input, lightning-combobox').filter((each) => !each.fieldLevelHelp)).toEqual([]) // prettier-ignore
  expect(box(element, 'cap').label).toBe('Salesforce calls in 24 hours')
  element.connector = { ...calls, countsRecords: true }
  await settled()
  expect(box(element, 'cap').label).toBe('Records a day')
  expect(box(element, 'cap').fieldLevelHelp).toContain('Vendor counts records, not calls')
})

it('saves what was typed against the version that was read, and leaves all else as it was', async () => {
  const { element, saved } = await showing()
  await type(box(element, 'cap'), '12000')
  await type(box(element, 'reserve'), '12.5')
  await type(box(element, 'quiet.from'), '23:15:00.000')
  expect(element.dirty).toBe(true)
  await press(element, 'Save limits')
  const expected = { ...rules, cap: 12000, reserve: 0.125, quiet: { from: '23:15', to: '06:30' } }
  expect(asked('saveRules')).toEqual([{ params: { connection: 4 }, body: expected, tag: '5' }])
  expect(saved).toHaveBeenCalledTimes(1)
  expect(element.dirty).toBe(false)
})

it('takes away the limit and the quiet hours when their boxes are emptied', async () => {
  const { element } = await showing(keeper({ ...rules, cap: 9 }))
  await type(box(element, 'cap'), '')
  await type(box(element, 'quiet.from'), '')
  await type(box(element, 'quiet.to'), null)
  await press(element, 'Save limits')
  expect(asked('saveRules')[0].body).toEqual({ ...rules, cap: null, quiet: null })
})

it('offers to save only what differs', async () => {
  const { element } = await showing()
  expect(control(element, 'Save limits').disabled).toBe(true)
  await type(box(element, 'reserve'), '21')
  expect(control(element, 'Save limits').disabled).toBe(false)
  await type(box(element, 'reserve'), '20.0')
  expect(control(element, 'Save limits').disabled).toBe(true)
})

it.each([
  ['cap', '-1', 'Write a whole number, 0 or more.'],
  ['cap', '1.5', 'Write a whole number, 0 or more.'],
  ['reserve', '101', 'Write a number from 0 to 100.'],
  ['rails.owners.share', '-3', 'Write a number from 0 to 100.'],
  ['rails.blanks.most', '', 'Complete this field.'],
  ['quiet.to', '', 'Choose both times, or leave both blank.'],
  [
    'quiet.to',
    '22:00',
    'Both times are the same, so it would never be quiet. Choose another, or leave both blank.'
  ]
])('sends nothing while %s is “%s”, says so there and leads there', async (name, value, said) => {
  const { element } = await showing()
  await type(box(element, name), value)
  await press(element, 'Save limits')
  expect(asked('saveRules')).toEqual([])
  expect(box(element, name).message).toBe(said)
  expect(box(element, name).hasFocus).toBe(true)
  await type(box(element, name), name.startsWith('quiet') ? '07:00' : '3')
  expect(box(element, name).message).toBe('')
  await press(element, 'Save limits')
  expect(asked('saveRules')).toHaveLength(1)
})

it('shows what the middleware refuses at the field that it names, and keeps what was typed', async () => {
  const { element, saved } = await showing()
  answering({ saveRules: refuse({ detail: 'rails.deletes.most: is at most a thousand.', field: 'rails.deletes.most' }) }) // prettier-ignore
  await type(box(element, 'rails.deletes.most'), '2000')
  await press(element, 'Save limits')
  expect(box(element, 'rails.deletes.most').message).toBe('Is at most a thousand.')
  expect(box(element, 'rails.deletes.most').hasFocus).toBe(true)
  expect(box(element, 'rails.deletes.most').value).toBe('2000')
  expect(saved).not.toHaveBeenCalled()
})

it('says in a note what is of no field', async () => {
  const { element } = await showing()
  answering({ saveRules: refuse({ status: 503, detail: 'The database does not answer.' }) })
  await type(box(element, 'cap'), '7')
  await press(element, 'Save limits')
  expect(wordsOf(element)).toContain('The database does not answer.')
  expect(box(element, 'cap').value).toBe('7')
})

it('asks before approval is switched off, and saves nothing without a yes', async () => {
  const { element } = await showing()
  ConfirmModal.open = jest.fn(async () => undefined)
  await tick(element, false)
  await press(element, 'Save limits')
  expect(ConfirmModal.open.mock.calls[0][0]).toMatchObject({ label: 'Synchronize without an approved plan?', confirmVariant: 'destructive' }) // prettier-ignore
  expect(asked('saveRules')).toEqual([])
  ConfirmModal.open = jest.fn(async () => true)
  await press(element, 'Save limits')
  expect(asked('saveRules')[0].body.approve).toBe('none')
})

it('asks nothing when approval is switched on, or was off before', async () => {
  const { element } = await showing(keeper({ ...rules, approve: 'none' }))
  await type(box(element, 'cap'), '7')
  await press(element, 'Save limits')
  await tick(element, true)
  await press(element, 'Save limits')
  expect(asked('saveRules').map(({ body }) => body.approve)).toEqual(['none', 'plan'])
  expect(ConfirmModal.open).not.toHaveBeenCalled()
})

it('shows what others save, and keeps what is typed', async () => {
  const { element, held } = await showing()
  await type(box(element, 'cap'), '300')
  held.put({ ...held.rules, reserve: 0.5, schedule: { kind: 'paused' } })
  jest.advanceTimersByTime(15_000)
  await settled()
  expect(box(element, 'reserve').value).toBe('50')
  expect(box(element, 'cap').value).toBe('300')
  await press(element, 'Save limits')
  expect(held.rules).toEqual({ ...rules, cap: 300, reserve: 0.5, schedule: { kind: 'paused' } })
  expect(asked('saveRules')).toHaveLength(1)
})

it('saves over a change of somebody else only where it left these values alone', async () => {
  const { element, held } = await showing()
  await type(box(element, 'cap'), '300')
  held.put({ ...held.rules, schedule: { kind: 'paused' } })
  await press(element, 'Save limits')
  expect(held.rules).toEqual({ ...rules, cap: 300, schedule: { kind: 'paused' } })
  expect(wordsOf(element)).not.toContain('Somebody else')
})

it('saves over nothing where both changed the same, and reloads only when asked', async () => {
  const { element, held, saved } = await showing()
  await type(box(element, 'cap'), '300')
  held.put({ ...held.rules, cap: 100 })
  await press(element, 'Save limits')
  expect(held.rules.cap).toBe(100)
  expect(saved).not.toHaveBeenCalled()
  expect(wordsOf(element)).toContain('Somebody else has changed the same limits meanwhile.')
  expect(box(element, 'cap').value).toBe('300')
  expect(control(element, 'Save limits').disabled).toBe(true)
  await press(element, 'Reload')
  expect(box(element, 'cap').value).toBe('100')
  expect(wordsOf(element)).not.toContain('Somebody else')
  expect(element.dirty).toBe(false)
})

it('puts back what is saved when it is cancelled', async () => {
  const { element } = await showing()
  await type(box(element, 'cap'), '-3')
  await tick(element, false)
  await press(element, 'Save limits')
  await press(element, 'Cancel')
  expect(box(element, 'cap').value).toBe('')
  expect(box(element, 'cap').message).toBe('')
  expect(box(element, 'approve').checked).toBe(true)
  expect(asked('saveRules')).toEqual([])
})

it('warns before the page is left with changes that are not saved', async () => {
  const { element } = await showing()
  const leave = () => {
    const event = new CustomEvent('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }
  expect(leave()).toBe(false)
  await type(box(element, 'cap'), '7')
  expect(wordsOf(element)).toContain('There are changes that are not saved.')
  expect(leave()).toBe(true)
})

it('asks for nothing while it is not looked at, and keeps what was typed', async () => {
  const { element } = await showing()
  await type(box(element, 'cap'), '7')
  element.shown = false
  const before = asked('getRules').length
  jest.advanceTimersByTime(60_000)
  await settled()
  expect(asked('getRules')).toHaveLength(before)
  element.shown = true
  await settled()
  expect(asked('getRules')).toHaveLength(before + 1)
  expect(box(element, 'cap').value).toBe('7')
})

it('offers to try again when the limits can’t be read', async () => {
  const { answers } = keeper()
  const { element } = await showing({ answers: { getRules: refuse({ status: 0, detail: 'No answer.' }) } })
  expect(wordsOf(element)).toContain('No answer.')
  expect(one(element, 'lightning-input')).toBeNull()
  answering(answers)
  await press(element, 'Try again')
  expect(box(element, 'reserve').value).toBe('20')
  expect(wordsOf(element)).not.toContain('No answer.')
})
