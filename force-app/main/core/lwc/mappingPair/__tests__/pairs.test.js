import { blankPolicies, sectionsOf, withBlankPolicy } from '../pairs'

const line = (external, salesforce, more = {}) => ({ salesforce: [salesforce], external, direction: 'both', blank: 'ignore', ...more }) // prettier-ignore
const pair = (lines) => ({
  name: 'Lead',
  policy: { create: { toExternal: true, toSalesforce: true } },
  lines
})
const lead = {
  fields: [
    { name: 'Company', label: 'Company', required: true },
    { name: 'Phone', label: 'Phone' }
  ]
}

it('puts fields that exist as soon as they are written into a section of their own, each with its place', () => {
  const lines = [line('email', 'Email'), line('details.Industry', 'Industry'), line('phone', 'Phone')]
  const [standard, open] = sectionsOf(lines, { prefix: 'details.', label: 'Details' })
  expect(standard.lines.map((one) => one.index)).toEqual([0, 2])
  expect(open.lines.map((one) => one.index)).toEqual([1])
})

it('asks what to do with a blank only where Salesforce demands a value of records that are made', () => {
  const policies = blankPolicies(pair([line('company', 'Company'), line('phone', 'Phone')]), lead)
  expect(policies).toEqual([{ external: 'company', fieldLabel: 'Company', filler: null }])
})

it('sets and takes away what stands in for a blank, and leaves the other way’s filler', () => {
  const before = pair([line('company', 'Company', { filler: { toExternal: 'x' } })])
  const filled = withBlankPolicy(before, 'company', 'Unknown')
  expect(filled.lines[0].filler).toEqual({ toExternal: 'x', toSalesforce: 'Unknown' })
  expect(withBlankPolicy(filled, 'company', null).lines[0].filler).toEqual({ toExternal: 'x' })
})
