import SyncProgress from 'c/syncProgress'
import { one, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const progress = {
  run: 3,
  cause: 'initial',
  state: 'running',
  done: 1234,
  total: 5000,
  counters: { created: 1200, conflict: 4 },
  startedAt: '2026-11-21T10:00:00.000Z',
  endedAt: null,
  error: null
}

it('tells how far a run is, as a bar and in numbers', async () => {
  const element = await show('c-sync-progress', SyncProgress, { progress })
  expect(one(element, 'lightning-progress-bar').value).toBe(24)
  expect(wordsOf(element)).toContain('Initial sync')
  expect(wordsOf(element)).toContain('1,234 of 5,000')
  expect(wordsOf(element)).toContain('Created: 1200')
  expect(wordsOf(element)).toContain('In conflict: 4')
  await expectAccessible(element)
})

it('shows no bar where nobody knows how many there are', async () => {
  const element = await show('c-sync-progress', SyncProgress, { progress: { ...progress, total: null } })
  expect(one(element, 'lightning-progress-bar')).toBeNull()
  expect(wordsOf(element)).toContain('1,234 so far')
})

it('is read out in tenths, not with each number', async () => {
  const element = await show('c-sync-progress', SyncProgress, { progress })
  expect(one(element, '[role=status]').textContent).toBe('Initial sync: Running, 20 %')
  element.progress = { ...progress, done: 1300 }
  await Promise.resolve()
  expect(one(element, '[role=status]').textContent).toBe('Initial sync: Running, 20 %')
})

it('says why a run failed', async () => {
  const element = await show('c-sync-progress', SyncProgress, {
    progress: { ...progress, state: 'failed', error: 'The login was refused.' }
  })
  expect(wordsOf(element)).toContain('The login was refused.')
})
