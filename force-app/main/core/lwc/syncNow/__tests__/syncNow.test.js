import SyncNow from 'c/syncNow'
import { ApiProblem } from 'c/api'
import { answering, asked, show } from 'test/screen'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const pressing = async (actOnRecord) => {
  answering({ actOnRecord })
  const element = await show('c-sync-now', SyncNow, { recordId: '003A' })
  const toasts = []
  element.addEventListener('lightning__showtoast', ({ detail }) => toasts.push(detail))
  await Promise.all([element.invoke(), element.invoke()])
  return toasts.map(({ title, variant }) => [variant, title])
}

it('asks once, however often it is pressed, and says when to expect it', async () => {
  expect(await pressing({ records: 1, said: 'Both sides are looked at within seconds.' })).toEqual([
    ['success', 'Both sides are looked at within seconds.']
  ])
  expect(asked('actOnRecord')).toEqual([{ params: { record: '003A' }, body: { action: 'sync' } }])
})

it('says what was refused, and what to do', async () => {
  const toasts = await pressing(() => {
    throw new ApiProblem({ status: 409, code: 'x', detail: 'It takes no part.', next: 'Link it again.' })
  })
  expect(toasts).toEqual([['error', 'It takes no part. Link it again.']])
})
