import MappingSettings from 'c/mappingSettings'
import { ApiProblem } from 'c/api'
import { all, answering, asked, one, press, settled, show, wordsOf } from 'test/screen'
import { expectAccessible } from 'test/axe'

jest.mock('c/api', () => ({ ...jest.requireActual('c/api'), call: jest.fn() }))

const pair = (name, enabled) => ({
  name, enabled, salesforce: name, external: 'contact', match: [{ keys: [{ salesforce: 'Email', external: 'email' }] }],
  lines: [{ salesforce: ['Email'], external: 'email', direction: 'toExternal', blank: 'ignore' }],
  policy: {
    create: { toExternal: true, toSalesforce: false }, update: { toExternal: true, toSalesforce: false },
    remove: { toExternal: 'never', toSalesforce: 'never' }, afterExternalGone: 'stay', whenOut: 'stop'
  }
}) // prettier-ignore
const mapping = { body: { pairs: [pair('Contact', true), pair('Lead', false)] }, tag: '3' }
const described = ({ params }) => ({ side: params.side, name: params.object, label: `${params.object} (label)`, fields: [], open: null }) // prettier-ignore

const showing = async (answers = {}) => {
  answering({
    getMapping: mapping,
    describeObject: described,
    preflight: { ok: true, findings: [] },
    ...answers
  })
  return show('c-mapping-settings', MappingSettings, { connectionId: 1, connectorLabel: 'Vendor' })
}
const toggle = async (element, name) => {
  const box = all(element, 'lightning-input').find((each) => each.dataset.name === name)
  box.checked = !box.checked
  box.dispatchEvent(new CustomEvent('change'))
  await settled()
}

it('shows which objects take part, and checks every line at once', async () => {
  const element = await showing()
  expect(all(element, 'lightning-input').map((each) => each.checked)).toEqual([true, false])
  expect(all(element, 'c-mapping-pair')).toHaveLength(1)
  expect(wordsOf(element)).toContain('Every line can be synchronized.')
  await expectAccessible(element)
})

it('saves the chosen objects against the version that was read', async () => {
  const element = await showing({ saveMapping: ({ body }) => ({ body, tag: '4' }) })
  await toggle(element, 'Lead')
  expect(element.dirty).toBe(true)
  await press(element, 'Save mapping')
  expect(asked('saveMapping')[0].tag).toBe('3')
  expect(asked('saveMapping')[0].body.pairs.map(({ enabled }) => enabled)).toEqual([true, true])
  expect(element.dirty).toBe(false)
})

it('gives each finding to its own pair', async () => {
  const finding = { pair: 'Contact', line: 'email', severity: 'error', code: 'rights', message: 'No right.', next: null, parked: true } // prettier-ignore
  const element = await showing({
    preflight: { ok: false, findings: [finding, { ...finding, pair: 'Lead' }] }
  })
  expect(one(element, 'c-mapping-pair').findings).toEqual([finding])
})

it('takes no finding for lines that were changed while they were checked', async () => {
  let answer = () => undefined
  const element = await showing()
  answering({
    describeObject: described,
    preflight: () => new Promise((resolve) => (answer = () => resolve({ ok: true, findings: [] })))
  })
  await press(element, 'Check')
  await toggle(element, 'Lead')
  answer()
  await settled()
  expect(wordsOf(element)).not.toContain('Every line can be synchronized.')
})

it('keeps what was changed when somebody else has saved meanwhile', async () => {
  const element = await showing({
    saveMapping: () => {
      throw new ApiProblem({ status: 412, code: 'changed-meanwhile', detail: 'Changed.' })
    }
  })
  await toggle(element, 'Lead')
  await press(element, 'Save mapping')
  expect(wordsOf(element)).toContain('Somebody else has saved meanwhile.')
  expect(element.dirty).toBe(true)
})
