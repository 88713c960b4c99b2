import SetupAddress from 'c/setupAddress'
import setAddress from '@salesforce/apex/SetupController.setAddress'
import grantAccess from '@salesforce/apex/SetupController.grantAccess'
import useCredential from '@salesforce/apex/SetupController.useCredential'
import { one, press, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('@salesforce/apex/SetupController.setAddress', () => ({ default: jest.fn() }), { virtual: true })
jest.mock('@salesforce/apex/SetupController.grantAccess', () => ({ default: jest.fn() }), { virtual: true })
jest.mock('@salesforce/apex/SetupController.useCredential', () => ({ default: jest.fn() }), { virtual: true })

const showing = async (state = {}) => {
  const element = await show('c-setup-address', SetupAddress, {
    state: { address: null, principalGranted: false, reachable: false, said: 'No address yet.', ...state }
  })
  const changed = jest.fn()
  element.addEventListener('changed', changed)
  return { element, changed }
}

it('sets the address that was typed, without blanks around it', async () => {
  setAddress.mockResolvedValue('{"address":"https://sync.example.test","credential":"Bothways"}')
  const { element, changed } = await showing()
  await type(one(element, 'lightning-input'), ' https://sync.example.test ')
  await press(element, 'Save address')
  expect(setAddress).toHaveBeenCalledWith({ address: 'https://sync.example.test' })
  expect(changed).toHaveBeenCalledTimes(1)
  await expectAccessible(element)
})

it('sends nothing while the box is empty', async () => {
  const { element } = await showing()
  await press(element, 'Save address')
  expect(setAddress).not.toHaveBeenCalled()
})

it('says what Salesforce refused, and keeps what was typed', async () => {
  setAddress.mockRejectedValue({ body: { message: 'You may not change credentials.' } })
  const { element, changed } = await showing()
  await type(one(element, 'lightning-input'), 'https://sync.example.test')
  await press(element, 'Save address')
  expect(wordsOf(element)).toContain('You may not change credentials.')
  expect(one(element, 'lightning-input').value).toBe('https://sync.example.test')
  expect(changed).not.toHaveBeenCalled()
})

it('lets the package’s users call, and offers it no more once they may', async () => {
  grantAccess.mockResolvedValue('{"principalGranted":true,"said":"They may call it."}')
  const { element, changed } = await showing()
  await press(element, 'Let users call it')
  expect(wordsOf(element)).toContain('They may call it.')
  expect(changed).toHaveBeenCalledTimes(1)
  const { element: after } = await showing({ principalGranted: true })
  expect(wordsOf(after)).not.toContain('Let users call it')
})

it('takes a credential that an admin made by hand', async () => {
  useCredential.mockResolvedValue('{"credential":"My_Own"}')
  const { element, changed } = await showing()
  await type(one(element, 'lightning-input[data-box=credential]'), ' My_Own ')
  await press(element, 'Use it')
  expect(useCredential).toHaveBeenCalledWith({ name: 'My_Own' })
  expect(changed).toHaveBeenCalledTimes(1)
})
