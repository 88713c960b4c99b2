import SettingInput from 'c/settingInput'
import { one, press, settled, show, type, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const secret = { name: 'apiSecret', label: 'API Secret', type: 'secret', optional: false, help: 'From there.', warnWhenBlank: null } // prettier-ignore
const account = { name: 'account', label: 'Account Name', type: 'text', optional: true, help: 'Name of an Account.', warnWhenBlank: 'Others will not see them.' } // prettier-ignore

const showing = async (properties) => {
  const element = await show('c-setting-input', SettingInput, properties)
  const told = []
  element.addEventListener('change', ({ detail }) => told.push(detail))
  return { element, told }
}
const box = (element) => one(element, 'lightning-input')

it('draws the box that the connector declares, with its help', async () => {
  const { element } = await showing({ setting: secret, value: null })
  expect(box(element)).toMatchObject({
    label: 'API Secret',
    type: 'password',
    required: true,
    autocomplete: 'new-password',
    fieldLevelHelp: 'From there.'
  })
})

it('never shows a secret that is set, only that it is', async () => {
  const { element } = await showing({ setting: secret, value: null, isSet: true })
  expect(box(element)).toBeNull()
  expect(wordsOf(element)).toContain('Is set. It is never shown.')
  await expectAccessible(element)
})

it('replaces a secret, or keeps it after all', async () => {
  const { element, told } = await showing({ setting: secret, value: null, isSet: true })
  await press(element, 'Replace')
  expect(box(element).value).toBe('')
  expect(box(element).hasFocus).toBe(true)
  await type(box(element), 'new')
  await press(element, 'Keep the present one')
  expect(box(element)).toBeNull()
  expect(told).toEqual([
    { name: 'apiSecret', value: 'new' },
    { name: 'apiSecret', value: null }
  ])
})

it('removes a secret that is not needed, and takes that back', async () => {
  const { element, told } = await showing({
    setting: { ...secret, optional: true },
    value: null,
    isSet: true
  })
  await press(element, 'Remove')
  expect(wordsOf(element)).toContain('Is removed when you save.')
  await press(element, 'Undo')
  expect(told).toEqual([
    { name: 'apiSecret', value: '' },
    { name: 'apiSecret', value: null }
  ])
})

it('warns under a box that is empty, where the connector says what follows', async () => {
  const { element } = await showing({ setting: account, value: '' })
  expect(wordsOf(element)).toContain('Others will not see them.')
  element.value = 'Acme'
  await settled()
  expect(wordsOf(element)).not.toContain('Others will not see them.')
  await expectAccessible(element)
})

it('says at the box what is wrong with its value, until the value is changed', async () => {
  const { element } = await showing({ setting: account, value: 'Acme' })
  element.mark('There is no such Account.')
  expect(box(element).message).toBe('There is no such Account.')
  expect(element.reportValidity()).toBe(false)
  await type(box(element), 'Acme Inc')
  expect(element.reportValidity()).toBe(true)
})

it('opens a secret that is refused, so that it can be marked', async () => {
  const { element } = await showing({ setting: secret, value: null, isSet: true })
  element.mark('The secret is wrong.')
  await settled()
  expect(box(element).message).toBe('The secret is wrong.')
})
