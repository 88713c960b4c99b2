import RealTimeSetup from 'c/realTimeSetup'
import ConfirmModal from 'c/confirmModal'
import { all, press, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const object = (state) => ({
  object: 'Contact',
  flow: 'F',
  message: 'M',
  state,
  lastMessageAt: null,
  said: 'Said.'
})
const realTime = (state) => ({
  objects: [object(state)],
  consentText: ['One message and one flow are deployed.', 'The id goes along, nothing else.'],
  command: 'sf project deploy start'
})
const showing = async (state, properties = {}) => {
  const element = await show('c-real-time-setup', RealTimeSetup, { realTime: realTime(state), ...properties })
  const asked = []
  element.addEventListener('connect', ({ detail }) => asked.push(detail))
  return { element, asked }
}

beforeEach(() => {
  ConfirmModal.open = jest.fn(async () => true)
})

it('shows what is deployed before it asks for a login', async () => {
  const { element, asked } = await showing('absent')
  await press(element, 'Set up real time')
  expect(ConfirmModal.open.mock.calls[0][0].lines).toEqual(realTime('absent').consentText)
  expect(asked).toEqual([{ purpose: 'real-time' }])
  await expectAccessible(element)
})

it('asks for nothing without consent', async () => {
  ConfirmModal.open = jest.fn(async () => undefined)
  const { element, asked } = await showing('active')
  await press(element, 'Repair')
  await press(element, 'Remove real time')
  expect(asked).toEqual([])
})

it('repairs and removes what is there', async () => {
  const { element, asked } = await showing('broken')
  await press(element, 'Repair')
  await press(element, 'Remove real time')
  expect(asked).toEqual([{ purpose: 'real-time-repair' }, { purpose: 'real-time-remove' }])
})

it('lists an object once for each connection', async () => {
  const twice = { ...realTime('active'), objects: [object('active'), object('absent')] }
  const element = await show('c-real-time-setup', RealTimeSetup, { realTime: twice })
  expect(all(element, 'tbody tr')).toHaveLength(2)
})

it('gives the line to type for those who prefer it', async () => {
  const { element } = await showing('absent')
  expect(wordsOf(element)).toContain('sf project deploy start')
})

it('leads to the mapping while no object is mapped', async () => {
  const element = await show('c-real-time-setup', RealTimeSetup, {
    realTime: { ...realTime('absent'), objects: [] }
  })
  expect(wordsOf(element)).toContain('No object is mapped yet')
})
