import { realTimePackage, removalPackage } from '../middleware/salesforce/real-time-package.ts'
import { file, manifest } from '../test/doubles/salesforce/metadata/metadata-fixture.ts'
import type { UncertainName } from '../test/doubles/salesforce/uncertain.ts'
import type { Switches } from '../test/doubles/salesforce/switches.ts'

/** Source deployed without and with the namespace, and the package installed: three orgs that behave differently. */
export const kinds = ['source', 'namespaced', 'installed'] as const
export type Kind = (typeof kinds)[number]

/** What an org told that later steps need: `{principal}` in a step stands for it. */
export type Told = Readonly<Record<string, string>>

/** One command, and what is learnt from its answer. */
export interface Step {
  readonly does: string
  /** Arguments of `sf`; `--target-org` and `--json` are added. */
  readonly args: readonly string[]
  /** A call of the REST API instead: method, path below `/services/data/v65.0`, body. */
  readonly rest?: readonly [method: string, path: string, body?: unknown]
  /** A deployment instead, in Metadata API form. */
  readonly deploys?: (told: Told) => Readonly<Record<string, string>>
  /** Files the command reads, beside it. */
  readonly files?: Readonly<Record<string, string>>
  /** Names for parts of the answer, by the path to them: `records.0.Id`. */
  readonly keeps?: Readonly<Record<string, string>>
  /** What the practice org says where this is refused; and the words in it that stand for something. */
  readonly learns?: UncertainName
  readonly words?: Readonly<Record<string, string>>
  /** Where in the refusal they stand; without it, all of it. A refusal that does not fit teaches nothing. */
  readonly within?: RegExp
  /** How the practice org is to behave, by whether it was taken. */
  readonly sets?: (taken: boolean, kind: Kind) => Partial<Switches>
  readonly only?: readonly Kind[]
}

export interface Probe {
  readonly number: number
  readonly asks: string
  readonly steps: readonly Step[]
  /** What a person looks at afterwards, since no command can. */
  readonly byHand?: readonly string[]
}

const sf = (does: string, line: string, more: Partial<Step> = {}): Step => ({
  does,
  args: line.split(' '),
  ...more
})
const rest = (does: string, method: string, path: string, body?: unknown, more: Partial<Step> = {}): Step => ({
  does, args: [], rest: body === undefined ? [method, path] : [method, path, body], ...more
}) // prettier-ignore
const deploy = (does: string, deploys: NonNullable<Step['deploys']>, more: Partial<Step> = {}): Step => ({
  does,
  args: [],
  deploys,
  ...more
})
const query = (does: string, soql: string, more: Partial<Step> = {}): Step =>
  rest(
    does,
    'GET',
    `/query?q=${encodeURIComponent(soql).replaceAll('%7B', '{').replaceAll('%7D', '}')}`,
    undefined,
    more
  )

const names = { message: 'Bothways_Probe_Contact', flow: 'Bothways_Probe_Contact' }
const object = {
  object: 'Contact',
  label: 'Contact (probe)',
  endpointUrl: 'https://receiver.example.com/messages',
  ...names
}
const realTime = (status: 'Active' | 'Draft', change: (text: string) => string = (text) => text) =>
  ({ username = '', userId = '' }: Told) =>
    Object.fromEntries(
      Object.entries(realTimePackage([object], { username, userId }, status)).map(([path, text]) => [path, change(text)])
    ) // prettier-ignore
const one = (type: string, name: string, path: string, body: string) => () => ({
  'package.xml': manifest({ [type]: [name] }),
  [path]: file(type, body)
})

const credential = {
  externalCredential: '{prefix}Bothways',
  principalName: 'Main',
  principalType: 'NamedPrincipal'
}
const key = {
  ...credential,
  authenticationProtocol: 'Basic',
  credentials: {
    username: { value: 'probe', encrypted: true },
    password: { value: 'probe-secret', encrypted: true }
  }
}
const credentials = '/named-credentials/credential'
const setup = '/named-credentials/named-credential-setup/{prefix}Bothways'
const callout = (path: string) =>
  `HttpRequest r = new HttpRequest(); r.setEndpoint('callout:{prefix}Bothways${path}'); r.setMethod('GET'); ` +
  "System.debug('PROBE ' + new Http().send(r).getStatus());\n"

/** An installed package's credential that takes an address is open; source's always is. */
const lockedBy = (taken: boolean, kind: Kind): Partial<Switches> =>
  kind === 'installed' ? { packageLocked: !taken } : {}

/** Ten questions that only a real org answers, from facts/salesforce-platform.md §4. */
export const probes: readonly Probe[] = [
  {
    number: 1,
    asks: 'Is the package taken whole: external and named credential, layouts, app, components?',
    steps: [
      sf('deploys the source', 'project deploy start --source-dir force-app --wait 30', { only: ['source', 'namespaced'] }),
      sf('lists what is installed', 'package installed list', { only: ['installed'] })
    ]
  },
  {
    number: 2,
    asks: 'Do the Apex tests pass, and how much do they cover?',
    steps: [sf('runs them', 'apex run test --test-level RunLocalTests --code-coverage --result-format json --wait 30')]
  },
  {
    number: 3,
    asks: 'Can the address of the packaged named credential be set?',
    steps: [
      rest('reads it', 'GET', setup),
      rest('sets it', 'PUT', setup, { developerName: '{prefix}Bothways', masterLabel: 'Bothways', type: 'SecuredEndpoint', calloutUrl: '{middleware}', calloutStatus: 'Enabled', externalCredentials: [{ developerName: '{prefix}Bothways' }], calloutOptions: { generateAuthorizationHeader: true, allowMergeFieldsInBody: false, allowMergeFieldsInHeader: false } }, { sets: lockedBy }),
      rest('makes one of the org’s own', 'POST', '/named-credentials/named-credential-setup', { developerName: 'Bothways_Middleware', masterLabel: 'Bothways', type: 'SecuredEndpoint', calloutUrl: '{middleware}', externalCredentials: [{ developerName: '{prefix}Bothways' }], parameters: [{ parameterName: 'AllowedManagedPackageNamespaces', parameterType: 'AllowedManagedPackageNamespaces', parameterValue: 'bothways' }] })
    ]
  },
  {
    number: 4,
    asks: 'Can a permission set of the package be given the principal?',
    steps: [
      query('finds the permission sets', "SELECT Id, Name, NamespacePrefix FROM PermissionSet WHERE Name IN ('Bothways_Admin', 'Bothways_User') ORDER BY Name", { keeps: { set: 'records.0.Id' } }),
      rest('finds the principal', 'GET', '/named-credentials/external-credentials/{prefix}Bothways', undefined, { keeps: { principal: 'principals.0.id' } }),
      rest('grants it to the package’s set', 'POST', '/sobjects/SetupEntityAccess', { ParentId: '{set}', SetupEntityId: '{principal}' }),
      rest('makes a set of the org’s own', 'POST', '/sobjects/PermissionSet', { Name: 'Bothways_Callout', Label: 'Bothways Callout' }, { keeps: { own: 'id' } }),
      rest('grants it to that', 'POST', '/sobjects/SetupEntityAccess', { ParentId: '{own}', SetupEntityId: '{principal}' }),
      query('sees what it is called', "SELECT SetupEntityType FROM SetupEntityAccess WHERE SetupEntityId = '{principal}'")
    ]
  },
  {
    number: 5,
    asks: 'Does the key get into the credential as Connect puts it there, and never out again?',
    steps: [
      rest('replaces what is not there', 'PUT', credentials, key, { learns: 'credentialMissing', words: { principal: 'Main' } }),
      rest('stores it', 'POST', credentials, key),
      rest('stores it twice', 'POST', credentials, key, { learns: 'credentialExists', words: { principal: 'Main' } }),
      rest('replaces it', 'PUT', credentials, key),
      rest('names a principal there is none of', 'POST', credentials, { ...key, principalName: 'Nobody' }, { learns: 'externalCredentialMissing', words: { name: '{prefix}Bothways Nobody' } }),
      rest('reads it', 'GET', `${credentials}?externalCredential={prefix}Bothways&principalName=Main&principalType=NamedPrincipal`)
    ]
  },
  {
    number: 6,
    asks: 'Does a callout go through with Basic, and who is refused?',
    steps: [
      sf('calls with access', 'apex run --file allowed.apex', { files: { 'allowed.apex': callout('/health/live') } }),
      sf('takes the access away', 'data delete record --sobject PermissionSet --record-id {own}'),
      sf('calls without', 'apex run --file refused.apex', { files: { 'refused.apex': callout('/health/live') }, learns: 'calloutRefused', within: /CalloutException: (.+)/, words: { name: '{prefix}Bothways' } })
    ],
    byHand: ['Open the tab Synchronization as a user with Bothways User only: the record panel answers, the tab says who may open it.']
  },
  {
    number: 7,
    asks: 'Are messages and flows taken as the real-time setup deploys them, and refused as it expects?',
    steps: [
      query('finds the user', 'SELECT Id, Username FROM User WHERE Id = \'{userId}\''),
      deploy('deploys message and active flow', realTime('Active')),
      deploy('deploys a draft over it', realTime('Draft')),
      query('reads the object', 'SELECT Id FROM Contact LIMIT 1'),
      deploy('names nobody as the user', (told) => realTime('Active')({ ...told, username: 'nobody@bothways.invalid' })),
      deploy('gives an address that is none', realTime('Active', (text) => text.replace(object.endpointUrl, 'nowhere')), { learns: 'messageEndpointInvalid' }),
      deploy('asks for changes where records are created', realTime('Active', (text) => text.replace('LEFT({!$User.Id}', 'ISCHANGED({!$Record.LastName}) &amp;&amp; LEFT({!$User.Id}')), { learns: 'changeOnCreate' }),
      deploy('starts on an object there is none of', realTime('Active', (text) => text.replace('<object>Contact</object>', '<object>Bothways_Nothing__c</object>')), { learns: 'flowObjectMissing', words: { object: 'Bothways_Nothing__c' } })
    ],
    byHand: ['Give the integration user no permission "Send Outbound Messages", edit a contact as an admin: does the message arrive?', 'Edit a contact while the integration user is inactive, activate it again: does the message arrive?']
  },
  {
    number: 8,
    asks: 'In which order can they be taken away?',
    steps: [
      deploy('deletes the message first', () => removalPackage([`Contact.${names.message}`]), { learns: 'messageReferenced', words: { list: `Flow Version - ${names.flow}` } }),
      rest('finds the versions', 'GET', `/tooling/query?q=${encodeURIComponent(`SELECT Id, ActiveVersionId FROM FlowDefinition WHERE DeveloperName = '${names.flow}'`)}`, undefined, { keeps: { definition: 'records.0.Id', version: 'records.0.ActiveVersionId' } }),
      sf('deletes the active version', 'data delete record --use-tooling-api --sobject Flow --record-id {version}', { learns: 'activeVersionDeleted' }),
      rest('activates a version there is none of', 'PATCH', '/tooling/sobjects/FlowDefinition/{definition}', { Metadata: { activeVersionNumber: 99 } }, { learns: 'toolingVersionMissing', words: { number: '99' } }),
      rest('activates without Metadata', 'PATCH', '/tooling/sobjects/FlowDefinition/{definition}', {}, { learns: 'toolingMetadataMissing' }),
      rest('deactivates it', 'PATCH', '/tooling/sobjects/FlowDefinition/{definition}', { Metadata: { activeVersionNumber: 0 } }),
      sf('deletes the version', 'data delete record --use-tooling-api --sobject Flow --record-id {version}'),
      rest('finds the draft', 'GET', `/tooling/query?q=${encodeURIComponent(`SELECT LatestVersionId FROM FlowDefinition WHERE DeveloperName = '${names.flow}'`)}`, undefined, { keeps: { draft: 'records.0.LatestVersionId' } }),
      sf('deletes the draft', 'data delete record --use-tooling-api --sobject Flow --record-id {draft}'),
      deploy('deletes the message', () => removalPackage([`Contact.${names.message}`]))
    ]
  },
  {
    number: 9,
    asks: 'What is refused of other metadata, and in which words?',
    steps: [
      deploy('a layout with a field there is none of', one('Layout', 'Contact-Bothways Probe', 'layouts/Contact-Bothways Probe.layout', '<layoutSections><label>A</label><layoutColumns><layoutItems><behavior>Edit</behavior><field>Nothing__c</field></layoutItems></layoutColumns><style>OneColumn</style></layoutSections>'), { learns: 'layoutFieldMissing', words: { field: 'Contact.Nothing__c' } }),
      deploy('a layout of Person Accounts', one('Layout', 'PersonAccount-Bothways Probe', 'layouts/PersonAccount-Bothways Probe.layout', '<showEmailCheckbox>false</showEmailCheckbox>'), { learns: 'noPersonAccounts' }),
      deploy('a trusted URL that is none', one('CspTrustedSite', 'Bothways_Probe', 'cspTrustedSites/Bothways_Probe.cspTrustedSite', '<endpointUrl>nowhere</endpointUrl><isActive>true</isActive>'), { learns: 'trustedUrlInvalid', words: { url: 'nowhere' } }),
      rest('a trusted URL by the API', 'POST', '/sobjects/CspTrustedSite', { DeveloperName: 'Bothways_Probe', MasterLabel: 'Bothways_Probe', EndpointUrl: 'https://sync.example.com', IsApplicableToFrameSrc: true, IsActive: true, Context: 'LEX' }),
      rest('a report, run', 'GET', "/query?q=SELECT+Id+FROM+Report+LIMIT+1", undefined, { keeps: { report: 'records.0.Id' } }),
      rest('without step-up', 'GET', '/analytics/reports/{report}', undefined, { sets: (taken) => ({ reportStepUp: !taken }) })
    ]
  },
  {
    number: 10,
    asks: 'What did the install leave, and do the screens work?',
    steps: [
      query('reads what the sets give', "SELECT Parent.Name, Field, PermissionsEdit FROM FieldPermissions WHERE Parent.Name IN ('Bothways_Admin', 'Bothways_Integration') ORDER BY Field"),
      query('reads objects of the sets', "SELECT Parent.Name, SobjectType FROM ObjectPermissions WHERE Parent.Name IN ('Bothways_Admin', 'Bothways_Integration')"),
      rest('reads a contact’s layout', 'GET', '/sobjects/Contact/describe/layouts'),
      sf('opens the tab', 'org open --path /lightning/n/{prefix}Synchronization --url-only')
    ],
    byHand: [
      'Open the tab, each section, and a contact in the app Bothways: every component is drawn, the browser’s console shows no refused frame.',
      'Assign a SALESmanago layout: section, Visualforce panel and Sync now are there; the panel opens once the middleware runs, and the record opens when it does not.',
      'Add the list button to the List View Button Layout, tick two records, press it.',
      'In an org with Person Accounts: the package installs, and its Apex tests pass.'
    ]
  }
] // prettier-ignore
