import { expect, test } from 'vitest'
import { connect, deploy, file, manifest } from './metadata/metadata-fixture.ts'
import { errorOf, openOrg, rest } from './test-client.ts'
import { jsforceTo } from './jsforce-client.ts'

const org = await openOrg()

const item = (field: string, behavior: string) =>
  `<layoutItems><behavior>${behavior}</behavior><field>${field}</field></layoutItems>`
const layout = (items: string) =>
  file(
    'Layout',
    `<layoutSections><editHeading>true</editHeading><label>Reach</label><layoutColumns>${items}</layoutColumns>` +
      '<layoutColumns></layoutColumns><style>TwoColumnsTopToBottom</style></layoutSections>'
  )
const deployLayout = (
  name: string,
  items: string,
  more: Record<string, string> = {},
  members: Record<string, string[]> = {}
) =>
  deploy(connect(org), {
    'package.xml': manifest({ Layout: [name], ...members }),
    [`layouts/${name}.layout`]: layout(items),
    ...more
  })

interface Layouts {
  readonly layouts: readonly {
    readonly id: string | null
    readonly detailLayoutSections: readonly Section[]
  }[]
  readonly recordTypeMappings: readonly { readonly recordTypeId: string; readonly layoutId: string | null }[]
}
interface Section {
  readonly heading: string
  readonly layoutRows: readonly {
    readonly layoutItems: readonly { readonly layoutComponents: readonly { readonly value: string }[] }[]
  }[]
}
const layouts = async (object = 'Contact') =>
  (await rest(org, 'GET', `/sobjects/${object}/describe/layouts`)).body as Layouts
const fieldsOf = ({ layouts: [first] }: Layouts) =>
  first?.detailLayoutSections.flatMap(({ layoutRows }) =>
    layoutRows.flatMap(({ layoutItems }) =>
      layoutItems.map(({ layoutComponents }) => layoutComponents[0]?.value)
    )
  )

test('an object has a layout before any is deployed, and the deployed one of its name takes its place', async () => {
  const before = await layouts()
  expect(fieldsOf(before)).toContain('MobilePhone')
  expect(
    (await deployLayout('Contact-Contact Layout', item('Phone', 'Edit') + item('Email', 'Required'))).problems
  ).toEqual([])
  const after = await layouts()
  expect(fieldsOf(after)).toEqual(['Phone', 'Email'])
  const [mapping] = after.recordTypeMappings
  expect(mapping?.layoutId).toBe(after.layouts[0]?.id)
  const own = await rest(org, 'GET', `/sobjects/Contact/describe/layouts/${mapping?.recordTypeId ?? ''}`)
  expect(own.body).toEqual(after.layouts[0])
})

test('a layout of another name is kept, but shown only once a profile is given it', async () => {
  await deployLayout('Lead-Narrow', item('Email', 'Edit'))
  expect(fieldsOf(await layouts('Lead'))).toContain('Website')
  const assignment = '<layoutAssignments><layout>Lead-Narrow</layout></layoutAssignments>'
  const profile = 'System Administrator'
  const files = { [`profiles/${profile}.profile`]: file('Profile', assignment) }
  const result = await deployLayout('Lead-Narrow', item('Email', 'Edit'), files, { Profile: [profile] })
  expect(result.problems).toEqual([])
  expect(fieldsOf(await layouts('Lead'))).toEqual(['Email'])
})

test('a layout with an unknown field is refused', async () => {
  const { success, problems } = await deployLayout('Contact-Bad', item('Nothing__c', 'Edit'))
  expect([success, problems]).toEqual([
    false,
    ['Contact-Bad: In field: field - no CustomField named Contact.Nothing__c found']
  ])
})

test('jsforce reads layouts, compact layouts, list views and quick actions', async () => {
  const contact = jsforceTo(org).sobject('Contact')
  expect((await contact.layouts()).layouts).toHaveLength(1)
  expect((await contact.compactLayouts()).compactLayouts[0]?.name).toBe('SYSTEM')
  expect(await contact.listviews()).toMatchObject({ done: true, size: 0, sobjectType: 'Contact' })
  expect(await contact.quickActions()).toEqual([])
  expect((await rest(org, 'GET', '/sobjects/Nothing/describe/layouts')).status).toBe(404)
})

test('deployed compact layouts are told, and the assigned one is the primary', async () => {
  const compact = (fields: string) =>
    `<compactLayouts><fullName>Reach</fullName>${fields}<label>How to reach</label></compactLayouts>`
  const deployCompact = (fields: string, assignment = '') =>
    deploy(connect(org), {
      'package.xml': manifest({ CustomObject: ['Contact'], CompactLayout: ['Contact.Reach'] }),
      'objects/Contact.object': file('CustomObject', assignment + compact(fields))
    })
  expect((await deployCompact('<fields>Nothing__c</fields>')).problems).toEqual([
    'Contact.Reach: In field: fields - no CustomField named Contact.Nothing__c found'
  ])
  expect((await deployCompact('<fields>Name</fields><fields>Phone</fields>')).problems).toEqual([])
  const base = '/sobjects/Contact/describe/compactLayouts'
  const read = async (path: string) => (await rest(org, 'GET', path)).body as Record<string, unknown>
  expect(await read(base)).toMatchObject({
    compactLayouts: [{ name: 'SYSTEM' }, { name: 'Reach' }],
    defaultCompactLayoutId: null
  })
  expect(await read(`${base}/primary`)).toMatchObject({ name: 'SYSTEM', id: null })

  const assignment = '<compactLayoutAssignment>Reach</compactLayoutAssignment>'
  await deployCompact('<fields>Name</fields><fields>Phone</fields>', assignment)
  const { recordTypeCompactLayoutMappings, defaultCompactLayoutId } = await read(base)
  const primary = await read(`${base}/primary`)
  expect(primary).toMatchObject({
    name: 'Reach',
    label: 'How to reach',
    id: defaultCompactLayoutId,
    fieldItems: [{ label: 'Full Name' }, { layoutComponents: [{ value: 'Phone' }] }]
  })
  expect(recordTypeCompactLayoutMappings).toMatchObject([{ compactLayoutName: 'Reach' }])
  expect(await read('/compactLayouts?q=Contact,Lead')).toMatchObject({
    Contact: primary,
    Lead: { name: 'SYSTEM' }
  })
  expect((await rest(org, 'GET', `${base}/012000000000001`)).status).toBe(404)
})

test('a layout is read by its own name, a quick action with its form', async () => {
  await deployLayout('Contact-Apart', item('Phone', 'Edit'))
  const named = await rest(org, 'GET', '/sobjects/Contact/describe/namedLayouts/Apart')
  expect(fieldsOf(named.body as Layouts)).toEqual(['Phone'])
  expect(errorOf(await rest(org, 'GET', '/sobjects/Contact/describe/namedLayouts/None'))).toMatch(
    /^NOT_FOUND/
  )

  const form = (field: string) =>
    `<quickActionLayoutColumns><quickActionLayoutItems><field>${field}</field><uiBehavior>Required</uiBehavior>` +
    '</quickActionLayoutItems></quickActionLayoutColumns>'
  const { problems } = await deploy(connect(org), {
    'package.xml': manifest({
      QuickAction: ['Contact.Add_Case', 'Sync'],
      LightningComponentBundle: ['sync']
    }),
    'lwc/sync/sync.js-meta.xml': file('LightningComponentBundle', '<apiVersion>65.0</apiVersion>'),
    'quickActions/Contact.Add_Case.quickAction': file(
      'QuickAction',
      '<label>Add a case</label><targetObject>Case</targetObject><targetParentField>Contact</targetParentField>' +
        `<quickActionLayout>${form('Subject')}${form('Nothing__c')}</quickActionLayout><type>Create</type>`
    ),
    'quickActions/Sync.quickAction': file(
      'QuickAction',
      '<label>Sync</label><lightningWebComponent>sync</lightningWebComponent><type>LightningWebComponent</type>'
    )
  })
  expect(problems).toEqual([])
  const list = (await rest(org, 'GET', '/sobjects/Contact/quickActions')).body as {
    urls: { quickAction: string }
  }[]
  expect(list).toHaveLength(1)
  const own = (list[0]?.urls.quickAction ?? '').replace('/services/data/v62.0', '')
  expect((await rest(org, 'GET', own)).body).toEqual(list[0])
  expect((await rest(org, 'GET', `${own}/describe`)).body).toMatchObject({
    type: 'Create',
    contextSobjectType: 'Contact',
    targetSobjectType: 'Case',
    layout: { layoutRows: [{ layoutItems: [{ label: 'Subject', required: true }] }] }
  })
  expect((await rest(org, 'GET', '/quickActions')).body).toMatchObject([{ name: 'Sync' }])
  expect((await rest(org, 'GET', '/quickActions/Sync/describe')).body).toMatchObject({
    lightningComponentBundleName: 'sync',
    layout: null
  })
  expect((await rest(org, 'GET', '/sobjects/Contact/quickActions/Sync')).status).toBe(404)
})
