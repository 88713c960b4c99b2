import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOrg } from '../index.ts'
import type { Org } from '../index.ts'
import { errorOf, query, rest } from '../test-client.ts'
import { connect, deploy, file, manifest } from './metadata-fixture.ts'

let org: Org
beforeEach(async () => {
  org = await startOrg()
})
afterEach(() => org.close())

const formula = (name: string, text: string, type = 'Text', more = '') =>
  `<fields><fullName>${name}</fullName><formula>${text}</formula><label>${name}</label>${more}<type>${type}</type></fields>`
const number = (name: string) =>
  `<fields><fullName>${name}</fullName><label>${name}</label><precision>5</precision><scale>0</scale><type>Number</type></fields>`
const fields = (object: string, ...parts: string[]) => ({
  'package.xml': manifest({ CustomObject: [object] }),
  [`objects/${object}.object`]: file('CustomObject', parts.join('\n'))
})

test('a deployed formula field is worked out, changes with its parent while SystemModstamp stays, and can’t be written', async () => {
  const deployed = await deploy(
    connect(org),
    fields(
      'Contact',
      formula('Whole__c', 'UPPER(Company__c) &amp; " / " &amp; LastName'),
      formula('Company__c', 'IF(ISBLANK(Account.Name), "none", Account.Name)'),
      formula(
        'Doubled__c',
        'Points__c * 2 + 1',
        'Number',
        '<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs><precision>18</precision><scale>0</scale>'
      ),
      number('Points__c')
    )
  )
  expect(deployed.problems).toEqual([])
  const account = (await rest(org, 'POST', '/sobjects/Account', { Name: 'Birch' })).body as { id: string }
  const made = await rest(org, 'POST', '/sobjects/Contact', { LastName: 'Ash', AccountId: account.id })
  const { id } = made.body as { id: string }
  const soql = `SELECT Whole__c, Doubled__c, SystemModstamp FROM Contact WHERE Id = '${id}'`
  const [before] = (await query(org, soql)).records
  expect(before).toMatchObject({ Whole__c: 'BIRCH / Ash', Doubled__c: 1 })
  await org.control({ command: 'advance', ms: 60_000 })
  await rest(org, 'PATCH', `/sobjects/Account/${account.id}`, { Name: 'Cedar' })
  expect((await query(org, soql)).records).toMatchObject([
    { Whole__c: 'CEDAR / Ash', SystemModstamp: before?.['SystemModstamp'] }
  ])
  const { body } = await rest(org, 'GET', '/sobjects/Contact/describe')
  const described = (body as { fields: { name: string }[] }).fields.find(({ name }) => name === 'Whole__c')
  expect(described).toMatchObject({
    calculated: true,
    createable: false,
    updateable: false,
    calculatedFormula: 'UPPER(Company__c) & " / " & LastName'
  })
  const refused = await rest(org, 'PATCH', `/sobjects/Contact/${id}`, { Whole__c: 'x' })
  expect(errorOf(refused)).toContain('INVALID_FIELD_FOR_INSERT_UPDATE')
})

test.each([
  [
    'HYPERLINK("https://a.example", Name)',
    "The practice org can't evaluate the function HYPERLINK, which Salesforce has."
  ],
  ['UPER(Name)', 'Unknown function UPER. Check spelling.'],
  ['$User.Id', "The practice org can't evaluate global variables: $User.Id"],
  ['Nothing__c', 'Field Nothing__c does not exist. Check spelling.']
])('a formula that can’t be evaluated is refused with its place: %s', async (text, problem) => {
  const { success, failures } = await deploy(connect(org), fields('Contact', formula('Bad__c', text)))
  expect(success).toBe(false)
  expect(failures).toMatchObject([
    { fullName: 'Contact.Bad__c', problem, problemType: 'Error', lineNumber: 3 }
  ])
  expect((await rest(org, 'GET', '/query?q=SELECT+Bad__c+FROM+Contact')).status).toBe(400)
})

test('a field that a formula reads can’t be deleted before the formula', async () => {
  await deploy(
    connect(org),
    fields(
      'Contact',
      number('Points__c'),
      formula('Doubled__c', 'Points__c * 2', 'Number', '<precision>18</precision><scale>0</scale>')
    )
  )
  const remove = (name: string) => ({
    'package.xml': manifest({}),
    'destructiveChanges.xml': manifest({ CustomField: [name] })
  })
  expect((await deploy(connect(org), remove('Contact.Points__c'))).problems[0]).toContain(
    'referenced elsewhere in salesforce.com. : Custom Field - Contact.Doubled__c'
  )
  expect((await deploy(connect(org), remove('Contact.Doubled__c'))).problems).toEqual([])
  expect((await deploy(connect(org), remove('Contact.Points__c'))).problems).toEqual([])
})
