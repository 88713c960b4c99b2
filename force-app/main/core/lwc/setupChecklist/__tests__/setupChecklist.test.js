import SetupChecklist from 'c/setupChecklist'
import ConfirmModal from 'c/confirmModal'
import { ApiProblem } from 'c/api'
import getState from '@salesforce/apex/SetupController.getState'
import testCallout from '@salesforce/apex/SetupController.testCallout'
import { answering, asked, control, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))
jest.mock('@salesforce/apex/SetupController.getState', () => ({ default: jest.fn() }), { virtual: true })
jest.mock('@salesforce/apex/SetupController.testCallout', () => ({ default: jest.fn() }), { virtual: true })

const org = '00D000000000001AAA'
const state = { namespace: '', org, address: 'https://sync.example.test', principalGranted: true, reachable: false, said: 'No key yet.' } // prettier-ignore
const item = (name, its) => ({
  name,
  label: name,
  state: its,
  said: '',
  byHand: [],
  link: null,
  unproven: false
})
const realTime = { objects: [], consentText: [], command: '' }
const answers = (paired, its = 'todo') => ({
  getChecklist: { items: [item('key', its)], paired },
  getRealTime: realTime,
  listKeys: { keys: [] },
  startConnect: { url: 'https://sync.example.test/connect?ticket=t' }
})

const showing = async (salesforce, api = {}) => {
  getState.mockResolvedValue(JSON.stringify(salesforce))
  answering(api)
  const element = await show('c-setup-checklist', SetupChecklist)
  const changed = jest.fn()
  element.addEventListener('changed', changed)
  return { element, changed }
}
const seconds = async (count) => {
  jest.advanceTimersByTime(count * 1000)
  await settled()
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
  ConfirmModal.open = jest.fn(async () => true)
  window.open = jest.fn(() => ({}))
})

it('leads an org without a key to the middleware’s own page, in a window of its own, and sees when it is connected', async () => {
  const { element, changed } = await showing(state)
  expect(wordsOf(element)).toContain('This org is not connected yet')
  testCallout.mockResolvedValue('{"status":401,"tag":null,"body":{}}')
  await press(element, 'Connect')
  expect(window.open).toHaveBeenCalledWith(`https://sync.example.test/connect?org=${org}`, '_blank')
  expect(wordsOf(element)).toContain('Waiting for the other window')
  await seconds(3)
  expect(changed).not.toHaveBeenCalled()

  testCallout.mockResolvedValue('{"status":200,"tag":null,"body":{}}')
  getState.mockResolvedValue(JSON.stringify({ ...state, reachable: true }))
  answering(answers(true, 'done'))
  await seconds(3)
  expect(changed).toHaveBeenCalledTimes(1)
  expect(wordsOf(element)).not.toContain('Waiting for the other window')
  expect(one(element, 'c-setup-items').items).toHaveLength(1)
})

it('connects nothing before an address is set, and nothing without a yes', async () => {
  const { element } = await showing({ ...state, address: null })
  expect(control(element, 'Connect').disabled).toBe(true)
  const { element: other } = await showing(state)
  ConfirmModal.open = jest.fn(async () => undefined)
  await press(other, 'Connect')
  expect(window.open).not.toHaveBeenCalled()
})

it('offers the window as a link where the browser refuses to open it', async () => {
  window.open = jest.fn(() => null)
  testCallout.mockResolvedValue('{"status":401}')
  const { element } = await showing(state)
  await press(element, 'Connect')
  expect(one(element, 'a').href).toBe(`https://sync.example.test/connect?org=${org}`)
})

it('shows the ticks live, and asks nothing more once it is off the page', async () => {
  jest.useRealTimers()
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
  const { element } = await showing({ console: true }, answers(false))
  expect(one(element, 'c-setup-items').items[0].state).toBe('todo')
  answering(answers(false, 'done'))
  await seconds(15)
  expect(one(element, 'c-setup-items').items[0].state).toBe('done')
  element.remove()
  const before = asked('getChecklist').length
  await seconds(60)
  expect(asked('getChecklist')).toHaveLength(before)
})

it('has no address box outside of Salesforce, and asks the middleware where to go', async () => {
  const { element } = await showing({ console: true }, answers(false))
  expect(one(element, 'c-setup-address')).toBeNull()
  await press(element, 'Connect')
  expect(asked('startConnect')).toEqual([{ body: { purpose: 'pair', consent: true } }])
  expect(window.open).toHaveBeenCalledWith('https://sync.example.test/connect?ticket=t', '_blank')
})

it('disconnects only after a question, and goes back to the beginning once no key is good any more', async () => {
  const { element, changed } = await showing({ ...state, reachable: true }, answers(true))
  await press(element, 'Disconnect')
  expect(ConfirmModal.open).toHaveBeenCalledTimes(1)
  expect(asked('startConnect')).toEqual([{ body: { purpose: 'disconnect', consent: true } }])
  answering({
    getChecklist: () => {
      throw new ApiProblem({ status: 401, code: 'key', detail: 'The key is not known.' })
    },
    getRealTime: realTime
  })
  getState.mockResolvedValue(JSON.stringify(state))
  await seconds(3)
  expect(wordsOf(element)).toContain('This org is not connected yet')
  expect(changed).toHaveBeenCalledTimes(1)
})

it('keeps the ticks when the middleware fails for a moment', async () => {
  const { element } = await showing({ console: true }, answers(true))
  answering({
    getChecklist: () => {
      throw new ApiProblem({ status: 503, code: 'unavailable', detail: 'Later.' })
    },
    getRealTime: realTime
  })
  await seconds(15)
  expect(wordsOf(element)).toContain('Later.')
  expect(one(element, 'c-setup-items')).not.toBeNull()
})

it('tells that it goes on once the middleware answers again', async () => {
  const silent = () => {
    throw new ApiProblem({ status: 0, code: 'not-reached', detail: 'No answer.' })
  }
  const { element, changed } = await showing({ console: true }, { getChecklist: silent, getRealTime: silent })
  expect(wordsOf(element)).toContain('No answer.')
  answering(answers(true))
  await seconds(15)
  expect(changed).toHaveBeenCalledTimes(1)
  expect(wordsOf(element)).not.toContain('No answer.')
  answering({ getChecklist: silent, getRealTime: silent })
  await seconds(15)
  expect(wordsOf(element)).toContain('No answer.')
  expect(one(element, 'c-setup-items')).not.toBeNull()
})

it('says who may not set anything up', async () => {
  getState.mockRejectedValue({ body: { message: 'You may not manage Bothways.' } })
  const element = await show('c-setup-checklist', SetupChecklist)
  expect(wordsOf(element)).toContain('You may not manage Bothways.')
})

it('can be used by everybody', async () => {
  jest.useRealTimers()
  const { element } = await showing(state)
  expect(wordsOf(element)).toContain('No key yet.')
  await expectAccessible(element)
})
