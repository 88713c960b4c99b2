import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { connect, deploy, file, manifest } from './metadata-fixture.ts'

let org: Org
beforeAll(async () => {
  org = await startOrg()
})
afterAll(() => org.close())

const layout = (inside: string) =>
  file(
    'Layout',
    `<layoutSections><label>A</label><layoutColumns>${inside}</layoutColumns><style>OneColumn</style></layoutSections>`
  )
const page = '<layoutItems><page>Panel</page></layoutItems>'

test.each([
  ['Layout', 'Contact-Own', 'layouts/Contact-Own.layout', layout(page), 'In field: page - no ApexPage named Panel found'],
  ['Layout', 'Contact-Own', 'layouts/Contact-Own.layout', file('Layout', '<platformActionList><platformActionListItems><actionName>Contact.Now</actionName><actionType>QuickAction</actionType></platformActionListItems></platformActionList>'), 'no QuickAction named Contact.Now found'],
  ['CustomTab', 'Own', 'tabs/Own.tab', file('CustomTab', '<lwcComponent>own</lwcComponent>'), 'In field: lwcComponent - no LightningComponentBundle named own found'],
  ['QuickAction', 'Contact.Own', 'quickActions/Contact.Own.quickAction', file('QuickAction', '<label>A</label><lightningWebComponent>own</lightningWebComponent>'), 'no LightningComponentBundle named own found'],
  ['CustomApplication', 'Own', 'applications/Own.app', file('CustomApplication', '<label>A</label><tabs>Own</tabs><tabs>standard-Contact</tabs>'), 'In field: tabs - no CustomTab named Own found'],
  ['NamedCredential', 'Own', 'namedCredentials/Own.namedCredential', file('NamedCredential', '<label>A</label><namedCredentialParameters><externalCredential>Own</externalCredential></namedCredentialParameters>'), 'no ExternalCredential named Own found']
])('%s is refused for a component there is none of: %s', async (type, name, path, text, sentence) => {
  const { success, problems } = await deploy(connect(org), { 'package.xml': manifest({ [type]: [name] }), [path]: text })
  expect(success).toBe(false)
  expect(problems).toContainEqual(expect.stringContaining(sentence))
}) // prettier-ignore
