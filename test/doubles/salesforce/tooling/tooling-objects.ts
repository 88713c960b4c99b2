import { audit, identity, readOnly, reference, system, text } from '../schema/common-fields.ts'
import { field } from '../schema/field.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSpec } from '../schema/object-schema.ts'

const id = (label: string) => identity(label).filter(({ name }) => name === 'Id')
const packaged: readonly Field[] = [
  text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
  text('ManageableState', 'Manageable State', 40, readOnly)
]
const number = (name: string, label: string) => field(name, label, 'int', readOnly)

function object(name: string, keyPrefix: string, fields: readonly Field[], stamped = true): ObjectSpec {
  const own = [...id(`${name} ID`), ...fields, ...(stamped ? audit : [])]
  return {
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix,
    createable: false,
    deletable: false,
    fields: own
  }
}

/** What the Tooling API knows here: what a sync's setup and the CLI look at [K: subset]. */
export const toolingObjects: readonly ObjectSpec[] = [
  object('FlowDefinition', '300', [
    text('DeveloperName', 'API Name', 80, system),
    text('MasterLabel', 'Label', 80, readOnly),
    text('Description', 'Description', 255, readOnly),
    reference('ActiveVersionId', 'Active Version ID', 'Flow', 'ActiveVersion', readOnly),
    reference('LatestVersionId', 'Latest Version ID', 'Flow', 'LatestVersion', readOnly),
    ...packaged
  ]),
  object('Flow', '301', [
    reference('DefinitionId', 'Flow Definition ID', 'FlowDefinition', 'Definition', readOnly),
    number('VersionNumber', 'Version Number'),
    text('Status', 'Status', 40, readOnly),
    text('ProcessType', 'Process Type', 40, readOnly),
    text('MasterLabel', 'Label', 255, readOnly),
    text('Description', 'Description', 255, readOnly),
    ...packaged
  ]),
  object('WorkflowOutboundMessage', '04k', [
    text('Name', 'Unique Name', 80, { ...readOnly, nameField: true }),
    text('FullName', 'Full Name', 255, readOnly),
    text('EntityDefinitionId', 'Entity Definition ID', 40, readOnly),
    field('ApiVersion', 'API Version', 'double', { ...readOnly, scale: 1 }),
    text('EndpointUrl', 'Endpoint URL', 1024, readOnly),
    reference('IntegrationUserId', 'User to Send As', 'User', 'IntegrationUser', readOnly),
    ...packaged
  ]),
  object('ApexClass', '01p', [
    text('Name', 'Name', 255, { ...readOnly, nameField: true }),
    field('ApiVersion', 'API Version', 'double', { ...readOnly, scale: 1 }),
    text('Status', 'Status', 40, readOnly),
    field('IsValid', 'Is Valid', 'boolean', readOnly),
    field('Body', 'Body', 'textarea', { ...readOnly, length: 1_000_000 }),
    number('LengthWithoutComments', 'Size Without Comments'),
    ...packaged
  ]),
  object('CustomField', '00N', [
    text('DeveloperName', 'Developer Name', 80, readOnly),
    text('FullName', 'Full Name', 255, readOnly),
    text('TableEnumOrId', 'Table', 40, readOnly),
    ...packaged
  ]),
  object('CustomObject', '01I', [text('DeveloperName', 'Developer Name', 80, readOnly), ...packaged]),
  object(
    'EntityDefinition',
    '4ie',
    [
      text('DurableId', 'Durable ID', 40, readOnly),
      text('QualifiedApiName', 'Qualified API Name', 80, readOnly),
      text('DeveloperName', 'Developer Name', 80, readOnly),
      text('Label', 'Label', 80, readOnly),
      text('PluralLabel', 'Plural Label', 80, readOnly),
      text('KeyPrefix', 'Key Prefix', 3, readOnly),
      text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
      field('IsCustomizable', 'Is Customizable', 'boolean', readOnly),
      field('IsQueryable', 'Is Queryable', 'boolean', readOnly)
    ],
    false
  )
]
