import { Connection } from 'jsforce'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { connect, deploy, file, manifest } from './metadata/metadata-fixture.ts'
import { rest } from './test-client.ts'

let org: Org
beforeAll(async () => {
  org = await startOrg()
})
afterAll(() => org.close())

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
  const contact = new Connection({
    version: '62.0',
    instanceUrl: org.url,
    accessToken: org.accessToken
  }).sobject('Contact')
  expect((await contact.layouts()).layouts).toHaveLength(1)
  expect((await contact.compactLayouts()).compactLayouts[0]?.name).toBe('SYSTEM')
  expect(await contact.listviews()).toMatchObject({ done: true, size: 0, sobjectType: 'Contact' })
  expect(await contact.quickActions()).toEqual([])
  expect((await rest(org, 'GET', '/sobjects/Nothing/describe/layouts')).status).toBe(404)
})
