import SyncSchedule from 'c/syncSchedule'
import ScheduleModal from 'c/scheduleModal'
import { answering, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const rules = (schedule, readSchedule = null) => ({ schedule, readSchedule })
const saying = async (schedule, readSchedule) => {
  answering({ getRules: rules(schedule, readSchedule) })
  return show('c-sync-schedule', SyncSchedule, { connectionId: 4, nextAt: '2026-11-21T10:15:00.000Z' })
}

it('says how often it synchronizes by itself, and when next', async () => {
  const element = await saying({ kind: 'interval', minutes: 30 })
  expect(wordsOf(element)).toContain('Every 30 minutes')
  expect(wordsOf(element)).toContain('2026-11-21T10:15:00.000Z')
  await expectAccessible(element)
})

it('has words for every kind of schedule', async () => {
  expect(wordsOf(await saying({ kind: 'nightly', at: '02:00', zone: 'Europe/Warsaw' }))).toContain('Every day at 02:00 (Europe/Warsaw)') // prettier-ignore
  expect(wordsOf(await saying({ kind: 'paused' }))).toContain('Off')
  expect(wordsOf(await saying(null))).toContain('As the connector has it')
})

it('says so when the other system is read at other times', async () => {
  const element = await saying(null, { kind: 'interval', minutes: 5 })
  expect(wordsOf(element)).toContain('by a schedule of its own: Every 5 minutes')
})

it('shows the new interval at once, and tells that it changed', async () => {
  const element = await saying({ kind: 'interval', minutes: 30 })
  const changed = jest.fn()
  element.addEventListener('changed', changed)
  ScheduleModal.open = jest.fn(async () => rules({ kind: 'interval', minutes: 5 }))
  await press(element, 'Change interval')
  expect(wordsOf(element)).toContain('Every 5 minutes')
  expect(changed).toHaveBeenCalledTimes(1)
})

it('changes nothing when the question is closed', async () => {
  const element = await saying({ kind: 'interval', minutes: 30 })
  ScheduleModal.open = jest.fn(async () => undefined)
  await press(element, 'Change interval')
  expect(wordsOf(element)).toContain('Every 30 minutes')
})
