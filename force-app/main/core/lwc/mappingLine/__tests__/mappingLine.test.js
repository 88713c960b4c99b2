import MappingLine from 'c/mappingLine'
import { all, changed, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

const line = { salesforce: ['Phone'], external: 'phone', direction: 'both', blank: 'propagate' }
const salesforce = {
  fields: [
    { name: 'Phone', label: 'Phone' },
    { name: 'Fax', label: 'Fax' }
  ]
}
const external = { fields: [{ name: 'phone', label: 'Phone' }, { name: 'fax', label: 'Fax' }, { name: 'email', label: 'E-mail' }] } // prettier-ignore

const showing = async (properties = {}) => {
  const element = await show('c-mapping-line', MappingLine, { index: 4, line, salesforce, external, taken: ['phone', 'email'], findings: [], connectorLabel: 'Vendor', ...properties }) // prettier-ignore
  const told = []
  for (const name of ['change', 'remove']) element.addEventListener(name, ({ detail }) => told.push(detail))
  return { element, told }
}
const choice = (element, label) => all(element, 'lightning-combobox').find((each) => each.label === label)

it('offers only external fields that no other line has', async () => {
  const { element } = await showing()
  expect(choice(element, 'Field in Vendor').options.map((one) => one.value)).toEqual(['phone', 'fax'])
  await expectAccessible(element)
})

it('asks who stays only where both ways flow', async () => {
  const { element } = await showing()
  expect(choice(element, 'Both edited')).toBeDefined()
  element.line = { ...line, direction: 'toExternal' }
  await settled()
  expect(choice(element, 'Both edited')).toBeUndefined()
})

it('tells its place with every change and removal', async () => {
  const { element, told } = await showing()
  choice(element, 'Direction').dispatchEvent(changed('toSalesforce'))
  await press(element, 'Remove Phone')
  expect(told).toEqual([{ index: 4, line: { ...line, direction: 'toSalesforce' } }, { index: 4 }])
})

it('keeps a line of several fields as it is, and shows what pre-flight found of it', async () => {
  const finding = { severity: 'error', message: 'Not allowed.', next: 'Ask.' }
  const { element } = await showing({ line: { ...line, salesforce: ['Phone', 'Fax'] }, findings: [finding] })
  expect(wordsOf(element)).toContain('Phone + Fax')
  expect(wordsOf(element)).toContain('Not allowed. Ask.')
})
