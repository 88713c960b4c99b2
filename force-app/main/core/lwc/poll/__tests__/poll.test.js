import { Poll } from 'c/poll'
import { settled } from 'test/screen'

const hide = (hidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
  document.dispatchEvent(new CustomEvent('visibilitychange'))
}

beforeEach(() => jest.useFakeTimers())
afterEach(() => hide(false))

const started = () => {
  const ask = jest.fn(async () => 1000)
  const poll = new Poll(ask)
  poll.start()
  return { ask, poll }
}

it('asks at once, and again after the time that the answer says', async () => {
  const { ask, poll } = started()
  await settled()
  expect(ask).toHaveBeenCalledTimes(1)
  jest.advanceTimersByTime(999)
  await settled()
  expect(ask).toHaveBeenCalledTimes(1)
  jest.advanceTimersByTime(1)
  expect(ask).toHaveBeenCalledTimes(2)
  poll.stop()
})

it('asks nothing more once it is stopped', async () => {
  const { ask, poll } = started()
  await settled()
  poll.stop()
  jest.advanceTimersByTime(60_000)
  hide(true)
  hide(false)
  expect(ask).toHaveBeenCalledTimes(1)
})

it('asks nothing more when it is stopped while a question is open', async () => {
  const { ask, poll } = started()
  poll.stop()
  await settled()
  jest.advanceTimersByTime(60_000)
  expect(ask).toHaveBeenCalledTimes(1)
})

it('rests while the page is hidden, and asks at once when it is seen again', async () => {
  const { ask, poll } = started()
  await settled()
  hide(true)
  jest.advanceTimersByTime(60_000)
  expect(ask).toHaveBeenCalledTimes(1)
  hide(false)
  expect(ask).toHaveBeenCalledTimes(2)
  poll.stop()
})

it('never has two questions open', async () => {
  const { ask, poll } = started()
  poll.now()
  poll.now()
  expect(ask).toHaveBeenCalledTimes(1)
  poll.stop()
})
