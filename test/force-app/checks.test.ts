import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { apexProblems } from '../../scripts/check-apex.ts'
import { metadataProblems } from '../../scripts/check-metadata.ts'
import { referenceProblems } from '../../scripts/check-references.ts'
import { engineProblems } from '../../scripts/check-security.ts'
import { ownProblems } from '../../scripts/check-security-own.ts'
import { Source } from '../../scripts/salesforce-source.ts'
import type { Problem } from '../../scripts/salesforce-source.ts'
import { file, message } from '../doubles/salesforce/metadata/metadata-fixture.ts'

const java = spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0
if (!java && process.env['CI']) throw new Error('These tests need Java on the PATH.')
if (!java)
  process.stdout.write('The checks of Apex and of the security engines are not tried: there is no Java.\n')

const core = 'force-app/main/core'
const gateway = `${core}/classes/Gateway.cls`
const admin = `${core}/permissionsets/Bothways_Admin.permissionset-meta.xml`
const user = `${core}/permissionsets/Bothways_User.permissionset-meta.xml`
const integration = `${core}/permissionsets/Bothways_Integration.permissionset-meta.xml`
const contactLayout = 'force-app/main/salesmanago/layouts/Contact-SALESmanago Contact Layout.layout-meta.xml'

const below = (path: string) => path.replace('force-app/', '')

type Edit = (text: string) => string
const replacing =
  (from: string | RegExp, to: string): Edit =>
  (text) => {
    const made = text.replace(from, to)
    if (made === text) throw new Error(`Nothing to plant: ${String(from)} is not there.`)
    return made
  }
const without = (element: string, holding: string): Edit =>
  replacing(
    new RegExp(`    <${element}>(?:(?!</${element}>)[\\s\\S])*?>${holding}<[\\s\\S]*?</${element}>\\n`),
    ''
  )
const into = (method: string): Edit => replacing(/\n\}\s*$/, `\n    ${method}\n}\n`)

/** The source with a mistake planted: a file changed, or made. */
function planted(path: string, edit: Edit | string): Source {
  const text = typeof edit === 'string' ? edit : edit(readFileSync(path, 'utf8'))
  return new Source('force-app', new Map([[below(path), text]]))
}
const told = (problems: readonly Problem[]) => problems.map((each) => `${each.file}: ${each.message}`)

test('nothing is wrong with force-app', () => {
  const whole = new Source('force-app')
  expect(told([...metadataProblems(whole), ...referenceProblems(whole), ...ownProblems(whole)])).toEqual([])
})

test.each<[string, string, Edit | string, string]>([
  ['an unknown custom field in SOQL', gateway, into('static Object a() { return [SELECT Id, SALESmanago_Scor__c FROM Contact]; }'), 'SOQL: there is no field Contact.SALESmanago_Scor__c'],
  ['an unknown standard field in SOQL', gateway, into('static Object a() { return [SELECT Id FROM Lead WHERE Emial = NULL]; }'), 'SOQL: there is no field Lead.Emial'],
  ['an unknown field behind a lookup', gateway, into('static Object a() { return [SELECT Account.Nam FROM Contact]; }'), 'SOQL: there is no field Account.Nam'],
  ['an unknown field of child records', gateway, into('static Object a() { return [SELECT Id, (SELECT Nope__c FROM Contacts) FROM Account]; }'), 'SOQL: there is no field Contact.Nope__c'],
  ['an unknown label in Apex', gateway, into('static String a() { return Label.Apex_Nothing; }'), 'there is no label Apex_Nothing'],
  ['an unknown label on a page', `${core}/pages/ContactPanel.page`, replacing('Apex_Panel_Title', 'Apex_Panel_Titel'), 'there is no label Apex_Panel_Titel'],
  ['an unknown label in a component', `${core}/lwc/api/api.js`, (text) => `import gone from '@salesforce/label/c.Common_Gone'\n${text}`, 'there is no label Common_Gone'],
  ['an Apex method that components may not call', `${core}/classes/ApiController.cls`, replacing('@AuraEnabled', ''), 'there is no @AuraEnabled method ApiController.send'],
  ['a class missing from a permission set', user, without('classAccesses', 'ApiController'), 'the class ApiController is missing from Bothways_User'],
  ['a page’s class missing from a permission set', user, without('classAccesses', 'RecordPanelExtension'), 'the class RecordPanelExtension is missing from Bothways_User'],
  ['a set made for callers that can’t read the secrets', `${core}/classes/PrincipalAccess.cls`, replacing('new ObjectPermissions(', 'new SetupEntityAccess('), 'lacks Read on UserExternalCredential'],
  ['a page missing from a permission set', admin, without('pageAccesses', 'LeadSync'), 'the page LeadSync is missing from Bothways_Admin'],
  ['a tab missing from a permission set', admin, without('tabSettings', 'Synchronization'), 'the tab Synchronization is missing from Bothways_Admin'],
  ['a field missing from a permission set', integration, without('fieldPermissions', 'Lead\\.SALESmanago_Score__c'), 'the field Lead.SALESmanago_Score__c is missing from Bothways_Integration'],
  ['a field the sync user can’t write', integration, replacing('<editable>true', '<editable>false'), 'Account.SALESmanago_Contact_Id__c can\'t be written'],
  ['a permission set’s unknown class', user, replacing('>ApiController<', '>ApiControler<'), 'there is no class ApiControler'],
  ['a permission set’s unknown custom permission', user, replacing('>Bothways_Use<', '>Bothways_Usage<'), 'there is no custom permission Bothways_Usage'],
  ['a permission set’s unknown field', user, replacing('Contact.SALESmanago_Score__c', 'Contact.SALESmanago_Points__c'), 'there is no field Contact.SALESmanago_Points__c'],
  ['a layout’s unknown field', contactLayout, replacing('>SALESmanago_State__c<', '>SALESmanago_Estate__c<'), 'there is no field Contact.SALESmanago_Estate__c'],
  ['a layout’s page of another object', contactLayout, replacing('>ContactPanel<', '>LeadPanel<'), 'the page LeadPanel is not made for Contact'],
  ['a layout’s unknown action', contactLayout, replacing('Contact.Sync_Now', 'Contact.Sync_Later'), 'there is no quick action Contact.Sync_Later'],
  ['a tab without its component', `${core}/tabs/Synchronization.tab-meta.xml`, replacing('>synchronization<', '>synchronisation<'), 'there is no Lightning component synchronisation'],
  ['a record page without its component', `${core}/flexipages/Lead_Record_Page.flexipage-meta.xml`, replacing('>recordPanel<', '>recordPannel<'), 'there is no Lightning component recordPannel'],
  ['a list button whose page takes no list', `${core}/objects/Lead/webLinks/Bothways_Sync.webLink-meta.xml`, replacing('LeadSync', 'LeadPanel'), 'the page LeadPanel takes no list of records'],
  ['a field without Polish', 'force-app/main/salesmanago/objects/Lead/fields/SALESmanago_Extra__c.field-meta.xml', file('CustomField', '<fullName>SALESmanago_Extra__c</fullName><label>Extra</label><length>10</length><type>Text</type>'), 'the field Lead.SALESmanago_Extra__c has no text in pl'],
  ['a word about Person Accounts', gateway, into('static Boolean a(Account one) { return one.IsPersonAccount; }'), 'names IsPersonAccount']
])('check:references names the file and the thing: %s', (_, path, edit, sentence) => {
  expect(told(referenceProblems(planted(path, edit)))).toContainEqual(expect.stringContaining(sentence))
}) // prettier-ignore

const workflow = `${core}/workflows/Contact.workflow-meta.xml`
const script = `${core}/lwc/planted/planted.js`
test.each<[string, string, Edit | string, string]>([
  ['a session id in an outbound message', workflow, message('a@example.com').replace('<includeSessionId>false', '<includeSessionId>true'), 'sends a session id'],
  ['an http endpoint', workflow, message('a@example.com').replace('https://', 'http://'), 'http://receiver.example.com/messages is no https address'],
  ['a host in Apex', gateway, into("static String a() { return 'https://api.acme.com/x'; }"), 'https://api.acme.com/x: a host is written into the code'],
  ['a host in metadata', `${core}/namedCredentials/Bothways.namedCredential-meta.xml`, replacing('set-up.invalid', 'api.acme.com'), 'a host is written into the metadata'],
  ['innerHTML', script, 'export const show = (node, text) => (node.innerHTML = text)', 'innerHTML puts text into the page as markup'],
  ['a script element', script, "export const load = () => document.createElement('script')", "createElement('script') brings code"],
  ['data kept in the browser', script, "export const keep = (text) => localStorage.setItem('x', text)", 'localStorage keeps data in the browser'],
  ['data kept in the window', script, "export const keep = (text) => sessionStorage.setItem('x', text)", 'sessionStorage keeps data in the browser'],
  ['data kept in the browser by who keeps the place', `${core}/lwc/lastPlace/lastPlace.js`, replacing('sessionStorage', 'localStorage'), 'localStorage keeps data in the browser'],
  ['a message to every origin', script, "export const tell = (frame) => frame.postMessage(1, '*')", 'tells every origin'],
  ['a frame with a host', `${core}/pages/ContactPanel.page`, replacing('<c:recordPanel', '<iframe src="//acme.com"></iframe><c:recordPanel'), 'the host of a frame'],
  ['a class without sharing', `${core}/classes/Told.cls`, replacing('with sharing ', ''), 'the class Told does not say "with sharing"'],
  ['a callout past the gateway', `${core}/classes/Told.cls`, into('static HttpResponse a(HttpRequest b) { return new Http().send(b); }'), 'calls out past the gateway']
])('check:security names the file and the thing: %s', (_, path, edit, sentence) => {
  const found = told(ownProblems(planted(path, edit)))
  expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${below(path)}: `)))
  expect(found).toContainEqual(expect.stringContaining(sentence))
}) // prettier-ignore

test.each<[string, string, Edit | string, string]>([
  ['an unknown element', admin, replacing('<label>', '<lable>x</lable>\n    <label>'), 'PermissionSet/lable: PermissionSet has no such element'],
  ['an unknown value', contactLayout, replacing('TwoColumnsTopToBottom', 'TwoRows'), "Layout/layoutSections/style: 'TwoRows' is none of its values"],
  ['a value of another type', admin, replacing('<enabled>true', '<enabled>yes'), "'yes' is neither true nor false"],
  ['elements apart', admin, (text) => text.replace('</PermissionSet>', '    <tabSettings>\n        <tab>Synchronization</tab>\n        <visibility>Visible</visibility>\n    </tabSettings>\n    <classAccesses>\n        <apexClass>Gateway</apexClass>\n        <enabled>true</enabled>\n    </classAccesses>\n</PermissionSet>'), 'elements of one name must stand together'],
  ['a missing element', `${core}/tabs/Other.tab-meta.xml`, file('CustomPermission', '<label>x</label>'), 'isLicensed is missing'],
  ['broken XML', admin, replacing('</PermissionSet>', ''), 'unclosed tag'],
  ['an unknown type', `${core}/tabs/Other.tab-meta.xml`, file('CustomTabb', ''), 'there is no metadata type CustomTabb']
])('check:metadata names the file and the thing: %s', (_, path, edit, sentence) => {
  expect(told(metadataProblems(planted(path, edit)))).toContainEqual(expect.stringContaining(sentence))
}) // prettier-ignore

describe('on a copy of the project', { timeout: 240_000 }, () => {
  let project: string
  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'bothways-checks-'))
    await cp('force-app', join(project, 'force-app'), { recursive: true })
    await cp('sfdx-project.json', join(project, 'sfdx-project.json'))
  })
  afterEach(async () => {
    await rm(project, { recursive: true })
  })
  async function plant(path: string, edit: Edit): Promise<void> {
    const place = join(project, path)
    await writeFile(place, edit(await readFile(place, 'utf8')))
  }

  test('a check that finds something prints file, line and thing, and fails', async () => {
    await plant(user, without('classAccesses', 'ApiController'))
    const { status, stderr } = spawnSync(process.execPath, ['scripts/check-references.ts', join(project, 'force-app')], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/Bothways_User\.permissionset-meta\.xml:1: the class ApiController is missing from Bothways_User/)
  }) // prettier-ignore

  test.skipIf(!java)('check:apex knows types, methods and arguments', async () => {
    await plant(gateway, into('static String a() { return Routes.neededFor(1, null) + Told.nothing() + (Strin) null; }'))
    const found = told(apexProblems(project))
    expect(found).toHaveLength(3)
    for (const thing of ['neededFor', 'nothing', 'Strin'])
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`classes/Gateway\\.cls: .*${thing}`)))
  }) // prettier-ignore

  test.skipIf(!java)('check:security’s engines know injected queries', async () => {
    await plant(
      `${core}/classes/Told.cls`,
      into('@AuraEnabled public static Object a(String b) { return Database.query(\'SELECT Id FROM Lead WHERE Name = \' + b); }')
    )
    const { problems } = await engineProblems(join(project, 'force-app'))
    expect(told(problems)).toContainEqual(expect.stringMatching(/classes\/Told\.cls: pmd ApexSOQLInjection/))
  }) // prettier-ignore
})
