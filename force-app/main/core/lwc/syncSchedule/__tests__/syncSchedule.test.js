import SyncSchedule from 'c/syncSchedule'
import ScheduleModal from 'c/scheduleModal'
import { press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const every = (minutes) => ({ kind: 'interval', minutes })
const saying = (salesforce, { external = salesforce, chosen = true } = {}) =>
  show('c-sync-schedule', SyncSchedule, {
    connectionId: 4,
    automatic: { salesforce, external, chosen },
    nextAt: '2026-11-21T10:15:00.000Z'
  })

it('says how often it synchronizes by itself, and when next', async () => {
  const element = await saying(every(30))
  expect(wordsOf(element)).toContain('Every 30 minutes')
  expect(wordsOf(element)).not.toContain('connector')
  expect(wordsOf(element)).not.toContain('other system')
  expect(wordsOf(element)).toContain('2026-11-21T10:15:00.000Z')
  await expectAccessible(element)
})

it('says how often where nobody has chosen, and whose choice that is', async () => {
  expect(wordsOf(await saying(every(15), { chosen: false }))).toContain(
    'Every 15 minutes, as the connector has it'
  )
})

it.each([
  [{ kind: 'nightly', at: '02:00', zone: 'Europe/Warsaw' }, 'Every day at 02:00 (Europe/Warsaw)'],
  [{ kind: 'following-morning', at: '02:00', zone: 'Europe/Warsaw' }, 'Every day at 02:00 (Europe/Warsaw)'],
  [{ kind: 'paused' }, 'Off']
])('has words for %j', async (schedule, said) => {
  expect(wordsOf(await saying(schedule))).toContain(said)
})

it('says so when the other system is read at other times', async () => {
  const element = await saying(every(1440), { external: every(5) })
  expect(wordsOf(element)).toContain('Every 1,440 minutes')
  expect(wordsOf(element)).toContain('read at other times: Every 5 minutes')
})

it('says nothing of the other system where nothing is read there', async () => {
  const element = await show('c-sync-schedule', SyncSchedule, {
    connectionId: 4,
    automatic: { salesforce: every(15), chosen: true }
  })
  expect(wordsOf(element)).toContain('Every 15 minutes')
  expect(wordsOf(element)).not.toContain('read at other times')
})

it('tells when another interval was saved', async () => {
  const element = await saying(every(30))
  const changed = jest.fn()
  element.addEventListener('changed', changed)
  ScheduleModal.open = jest.fn(async () => ({ schedule: every(5) }))
  await press(element, 'Change interval')
  expect(ScheduleModal.open.mock.calls[0][0].connectionId).toBe(4)
  expect(changed).toHaveBeenCalledTimes(1)
})

it('tells nothing when the question is closed', async () => {
  const element = await saying(every(30))
  const changed = jest.fn()
  element.addEventListener('changed', changed)
  ScheduleModal.open = jest.fn(async () => undefined)
  await press(element, 'Change interval')
  expect(changed).not.toHaveBeenCalled()
})
