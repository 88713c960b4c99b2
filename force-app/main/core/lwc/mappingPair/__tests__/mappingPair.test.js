import MappingPair from 'c/mappingPair'
import { all, answering, changed, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const line = { salesforce: ['Company'], external: 'company', direction: 'both', blank: 'ignore' }
const pair = {
  name: 'Lead', enabled: true, salesforce: 'Lead', external: 'contact', match: [], lines: [line],
  policy: {
    create: { toExternal: true, toSalesforce: true }, update: { toExternal: true, toSalesforce: true },
    remove: { toExternal: 'never', toSalesforce: 'never' }, afterExternalGone: 'stay', whenOut: 'stop'
  }
} // prettier-ignore
const salesforce = { name: 'Lead', label: 'Lead', open: null, fields: [{ name: 'Company', label: 'Company', required: true }] } // prettier-ignore
const external = { name: 'contact', label: 'Contact', open: null, fields: [{ name: 'company', label: 'Company' }, { name: 'phone', label: 'Phone' }] } // prettier-ignore

const showing = async (properties = {}) => {
  const element = await show('c-mapping-pair', MappingPair, { connectionId: 1, connectorLabel: 'Vendor', pair, salesforce, external, findings: [], ...properties }) // prettier-ignore
  const told = []
  element.addEventListener('change', ({ detail }) => told.push(detail))
  return { element, told }
}

it('asks what to do where the vendor leaves a field blank that Salesforce demands, and fills it when told', async () => {
  const { element, told } = await showing()
  const [choice] = all(element, 'lightning-radio-group')
  expect(choice.label).toBe('When Company is blank in Vendor')
  expect(choice.value).toBe('skip')
  choice.dispatchEvent(changed('fill'))
  await settled()
  expect(told.map((one) => one.lines[0].filler)).toEqual([{ toSalesforce: '' }])
  await expectAccessible(element)
})

it('asks that for each pair of a page: no choice takes that of another pair away', async () => {
  const groupOf = async (name) => {
    const { element } = await showing({ pair: { ...pair, name } })
    return all(element, 'lightning-radio-group')[0].name
  }
  expect(await groupOf('Lead')).not.toBe(await groupOf('Prospect'))
})

it('tells once of what is chosen in a line or as a criterion: what base components send through is not taken for the pair', async () => {
  const { element, told } = await showing()
  const [direction] = all(all(element, 'c-mapping-line')[0], 'lightning-combobox').filter((each) => each.label === 'Direction') // prettier-ignore
  direction.dispatchEvent(changed('toSalesforce'))
  const [leaving] = all(all(element, 'c-criterion-editor')[0], 'lightning-radio-group')
  leaving.dispatchEvent(changed('delete'))
  await settled()
  expect(told.map((one) => [one.lines[0].direction, one.policy.whenOut])).toEqual([['toSalesforce', 'stop'], ['both', 'delete']]) // prettier-ignore
})

it('adds what is suggested, never a field twice', async () => {
  answering({ suggestLines: { suggestions: [{ pair: 'Lead', line, because: '' }, { pair: 'Lead', line: { ...line, external: 'phone' }, because: '' }] } }) // prettier-ignore
  const { element, told } = await showing()
  await press(element, 'Suggest fields')
  expect(told[0].lines.map((one) => one.external)).toEqual(['company', 'phone'])
})

it('says what pre-flight found of the pair as a whole', async () => {
  const finding = { pair: 'Lead', line: null, severity: 'error', code: 'required', message: 'No line brings it.', next: 'Map it.', parked: false } // prettier-ignore
  const { element } = await showing({ findings: [finding] })
  expect(wordsOf(element)).toContain('No line brings it. Map it.')
})
