import RecordPanel from 'c/recordPanel'
import { ApiProblem } from 'c/api'
import { answering, asked, one, press, show } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const showing = async (openPanel) => {
  answering({ openPanel })
  return show('c-record-panel', RecordPanel, { recordId: '003000000000001AAA', objectApiName: 'Contact' })
}
const page = { url: 'https://middleware.test/panel/x', title: 'Contact card', said: '', expiresAt: null }

it('frames the page that was made for this record, under its own title', async () => {
  const element = await showing(page)
  expect(asked('openPanel')[0].params.record).toBe('003000000000001AAA')
  const frame = one(element, 'iframe')
  expect([frame.src, frame.title]).toEqual([page.url, 'Contact card'])
  await expectAccessible(element)
})

it('says why there is nothing to show', async () => {
  const element = await showing({ ...page, url: null, said: 'Fill in iFrame Name in Connection Settings.' })
  expect(one(element, 'iframe')).toBeNull()
  expect(one(element, 'c-empty-state').message).toBe('Fill in iFrame Name in Connection Settings.')
})

it('leaves the record alone when the middleware does not answer, and tries again when asked', async () => {
  const refused = jest.fn(() => {
    throw new ApiProblem({ status: 0, code: 'not-reached', detail: 'The middleware did not answer.' })
  })
  const element = await showing(refused)
  expect(one(element, 'c-problem-note').problem.message).toBe('The middleware did not answer.')
  await press(element, 'Load again')
  expect(refused).toHaveBeenCalledTimes(2)
})
