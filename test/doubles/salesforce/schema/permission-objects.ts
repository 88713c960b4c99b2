import { audit, choice, identity, readOnly, reference, required, text } from './common-fields.ts'
import { field } from './field.ts'
import type { Field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const id = (label: string): Field[] => identity(label).filter(({ name }) => name === 'Id')
const stamp = audit.filter(({ name }) => name === 'SystemModstamp')

/** Permission sets as records; what they grant comes from their metadata. Lengths and prefixes are [K]. */
export const permissionSet: ObjectSpec = {
  name: 'PermissionSet',
  label: 'Permission Set',
  labelPlural: 'Permission Sets',
  keyPrefix: '0PS',
  writtenWith: 'ManageProfilesPermissionsets',
  fields: [
    ...id('PermissionSet ID'),
    text('Name', 'Permission Set Name', 80, { ...required, nameField: true, unique: true }),
    text('Label', 'Permission Set Label', 80, required),
    text('Description', 'Description', 255),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    field('IsOwnedByProfile', 'Is Owned By Profile', 'boolean', readOnly),
    choice('Type', 'Permission Set Type', 'Regular|Standard|Profile|Group|Session', 40, {
      ...readOnly,
      defaultValue: 'Regular'
    }),
    ...audit
  ]
}

export const permissionSetAssignment: ObjectSpec = {
  name: 'PermissionSetAssignment',
  label: 'Permission Set Assignment',
  labelPlural: 'Permission Set Assignments',
  keyPrefix: '0Pa',
  updateable: false,
  writtenWith: 'AssignPermissionSets',
  distinct: ['AssigneeId', 'PermissionSetId'],
  fields: [
    ...id('PermissionSetAssignment ID'),
    reference('PermissionSetId', 'PermissionSet ID', 'PermissionSet', 'PermissionSet', {
      ...required,
      indexed: true,
      children: 'Assignments',
      parentDelete: 'cascade'
    }),
    reference('AssigneeId', 'Assignee ID', 'User', 'Assignee', { ...required, indexed: true }),
    ...stamp
  ]
}

/** What a permission set opens: a class, a page, a principal of an external credential [V: sObject]. */
export const setupEntityAccess: ObjectSpec = {
  name: 'SetupEntityAccess',
  label: 'Setup Entity Access',
  labelPlural: 'Setup Entity Accesses',
  keyPrefix: '0J0',
  updateable: false,
  writtenWith: 'ManageProfilesPermissionsets',
  distinct: ['ParentId', 'SetupEntityId'],
  fields: [
    ...id('SetupEntityAccess ID'),
    reference('ParentId', 'Parent ID', 'PermissionSet', 'Parent', {
      ...required,
      indexed: true,
      children: 'SetupEntityAccessItems',
      parentDelete: 'cascade'
    }),
    text('SetupEntityId', 'Setup Entity ID', 18, { ...required, indexed: true }),
    text('SetupEntityType', 'Setup Entity Type', 80, readOnly),
    ...stamp
  ]
}

/** Whose credentials are kept; callouts through an external credential need Read on it [V]. */
export const userExternalCredential: ObjectSpec = {
  name: 'UserExternalCredential',
  label: 'User External Credential',
  labelPlural: 'User External Credentials',
  keyPrefix: '0xv',
  createable: false,
  updateable: false,
  fields: [
    ...id('User External Credential ID'),
    reference('UserId', 'User ID', 'User', 'User', readOnly),
    ...stamp
  ]
}

/** The user permissions the double knows, as the Metadata API names them. */
export const userPermissions = [
  'ApiEnabled',
  'AssignPermissionSets',
  'CustomizeApplication',
  'ManageFlow',
  'ManageNamedCredentials',
  'ManageProfilesPermissionsets',
  'ManageUsers',
  'ModifyAllData',
  'ModifyMetadata',
  'RunReports',
  'ViewAllData',
  'ViewSetup'
] as const

/** One row: what the user who asks may do. */
export const userPermissionAccess: ObjectSpec = {
  name: 'UserPermissionAccess',
  label: 'User Permission Access',
  labelPlural: 'User Permission Access',
  keyPrefix: '0Ux',
  createable: false,
  updateable: false,
  deletable: false,
  fields: [
    ...id('User Permission Access ID'),
    ...userPermissions.map((name) => field(`Permissions${name}`, name, 'boolean', readOnly)),
    field('LastCacheUpdate', 'Last Cache Update', 'datetime', readOnly)
  ]
}
