/** A kind of metadata file: where it lies in a package, and how its name ends. */
export interface MetadataType {
  readonly name: string
  readonly directory: string
  readonly suffix: string
  /** The file is no XML (a class, a page); its metadata stands beside it in `…-meta.xml`. */
  readonly metaFile?: true
  /** A folder of files, all of which are one component. */
  readonly bundle?: true
  /** Components inside the file, by the element they stand in. Their names begin with the file's unless `flat`. */
  readonly children?: Readonly<Record<string, string>>
  readonly flat?: true
}

const plain = (name: string, directory: string, suffix: string): MetadataType => ({ name, directory, suffix })
const coded = (name: string, directory: string, suffix: string): MetadataType => ({
  ...plain(name, directory, suffix),
  metaFile: true
})
const bundle = (name: string, directory: string): MetadataType => ({
  ...plain(name, directory, ''),
  bundle: true
})

const objectChildren = {
  fields: 'CustomField',
  businessProcesses: 'BusinessProcess',
  compactLayouts: 'CompactLayout',
  fieldSets: 'FieldSet',
  indexes: 'Index',
  listViews: 'ListView',
  recordTypes: 'RecordType',
  sharingReasons: 'SharingReason',
  validationRules: 'ValidationRule',
  webLinks: 'WebLink'
}

const workflowChildren = {
  alerts: 'WorkflowAlert',
  fieldUpdates: 'WorkflowFieldUpdate',
  outboundMessages: 'WorkflowOutboundMessage',
  rules: 'WorkflowRule',
  tasks: 'WorkflowTask'
}

/** What the org knows; folder types (reports, dashboards, documents, e-mail templates) are not among them. */
export const metadataTypes: readonly MetadataType[] = [
  { ...plain('CustomLabels', 'labels', 'labels'), children: { labels: 'CustomLabel' }, flat: true },
  { ...plain('CustomObject', 'objects', 'object'), children: objectChildren },
  { ...plain('Workflow', 'workflows', 'workflow'), children: workflowChildren },
  plain('Flow', 'flows', 'flow'),
  plain('FlowDefinition', 'flowDefinitions', 'flowDefinition'),
  plain('PermissionSet', 'permissionsets', 'permissionset'),
  plain('PermissionSetGroup', 'permissionsetgroups', 'permissionsetgroup'),
  plain('Profile', 'profiles', 'profile'),
  plain('Layout', 'layouts', 'layout'),
  plain('FlexiPage', 'flexipages', 'flexipage'),
  plain('CustomTab', 'tabs', 'tab'),
  plain('CustomApplication', 'applications', 'app'),
  plain('CustomPermission', 'customPermissions', 'customPermission'),
  plain('CustomMetadata', 'customMetadata', 'md'),
  plain('GlobalValueSet', 'globalValueSets', 'globalValueSet'),
  plain('QuickAction', 'quickActions', 'quickAction'),
  plain('CspTrustedSite', 'cspTrustedSites', 'cspTrustedSite'),
  plain('RemoteSiteSetting', 'remoteSiteSettings', 'remoteSite'),
  plain('NamedCredential', 'namedCredentials', 'namedCredential'),
  plain('ExternalCredential', 'externalCredentials', 'externalCredential'),
  plain('ExternalClientApplication', 'externalClientApps', 'eca'),
  plain('ExtlClntAppOauthSettings', 'extlClntAppOauthSettings', 'ecaOauth'),
  plain('ExtlClntAppGlobalOauthSettings', 'extlClntAppGlobalOauthSets', 'ecaGlblOauth'),
  plain('ExtlClntAppOauthConfigurablePolicies', 'extlClntAppOauthPolicies', 'ecaOauthPlcy'),
  plain('Translations', 'translations', 'translation'),
  plain('CustomObjectTranslation', 'objectTranslations', 'objectTranslation'),
  plain('Settings', 'settings', 'settings'),
  coded('ApexClass', 'classes', 'cls'),
  coded('ApexTrigger', 'triggers', 'trigger'),
  coded('ApexPage', 'pages', 'page'),
  coded('ApexComponent', 'components', 'component'),
  coded('StaticResource', 'staticresources', 'resource'),
  bundle('LightningComponentBundle', 'lwc'),
  bundle('AuraDefinitionBundle', 'aura')
]

const byName = new Map(metadataTypes.map((type) => [type.name, type]))
const byDirectory = new Map(metadataTypes.map((type) => [type.directory, type]))

export const typeNamed = (name: string): MetadataType | undefined => byName.get(name)
export const typeOfDirectory = (directory: string): MetadataType | undefined => byDirectory.get(directory)

/** The file type a child component (`CustomField`) stands in, and its element there. */
export function containerOf(childName: string): { type: MetadataType; tag: string } | undefined {
  for (const type of metadataTypes) {
    const found = Object.entries(type.children ?? {}).find(([, name]) => name === childName)
    if (found) return { type, tag: found[0] }
  }
  return undefined
}

/** Path of a component's file inside a package: `objects/Contact.object`, `lwc/panel`. */
export const pathOf = ({ directory, suffix, bundle: isBundle }: MetadataType, name: string): string =>
  isBundle ? `${directory}/${name}` : `${directory}/${name}.${suffix}`
