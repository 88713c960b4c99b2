import { audit, choice, identity, readOnly, reference, required, text, views } from './common-fields.ts'
import { field } from './field.ts'
import type { Field } from './field.ts'
import type { ObjectSpec } from './object-schema.ts'

const id = (label: string): Field[] => identity(label).filter(({ name }) => name === 'Id')
const developerName = (length = 80): Field => text('DeveloperName', 'Developer Name', length, required)
const read = { createable: false, updateable: false, deletable: false }

/** Record types; no recorded describe of these objects was at hand, so lengths are [K]. */
export const recordTypeObject: ObjectSpec = {
  name: 'RecordType',
  label: 'Record Type',
  labelPlural: 'Record Types',
  keyPrefix: '012',
  deletable: false,
  fields: [
    ...id('Record Type ID'),
    text('Name', 'Name', 80, { ...required, nameField: true }),
    developerName(),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    text('Description', 'Description', 255),
    text('SobjectType', 'SObject Type Name', 40, { ...required, updateable: false }),
    field('IsActive', 'Active', 'boolean'),
    field('IsPersonType', 'Is Person Type', 'boolean', readOnly),
    ...audit
  ]
}

export const userRole: ObjectSpec = {
  name: 'UserRole',
  label: 'Role',
  labelPlural: 'Roles',
  keyPrefix: '00E',
  flags: { feedEnabled: false, layoutable: false, mruEnabled: false, triggerable: false, undeletable: false },
  fields: [
    ...id('Role ID'),
    text('Name', 'Name', 80, { ...required, nameField: true }),
    reference('ParentRoleId', 'Parent Role ID', 'UserRole', 'ParentRole'),
    text('RollupDescription', 'Description', 80),
    developerName(),
    ...audit.filter(({ name }) => !name.startsWith('Created'))
  ]
}

/** Queues and public groups. */
export const group: ObjectSpec = {
  name: 'Group',
  label: 'Group',
  labelPlural: 'Group',
  keyPrefix: '00G',
  flags: { feedEnabled: false, layoutable: false, mruEnabled: false },
  fields: [
    ...id('Group ID'),
    text('Name', 'Name', 40, { ...required, nameField: true }),
    developerName(),
    choice('Type', 'Type', 'Regular|Role|RoleAndSubordinates|Organization|Queue', 40, {
      ...required,
      updateable: false,
      restricted: true
    }),
    field('Email', 'Email', 'email'),
    ...audit
  ]
}

/** Reports are listed, not written: what one shows is asked elsewhere. */
export const report: ObjectSpec = {
  name: 'Report',
  label: 'Report',
  labelPlural: 'Reports',
  keyPrefix: '00O',
  ...read,
  flags: { undeletable: false, triggerable: false },
  fields: [
    ...id('Report ID'),
    text('FolderName', 'Folder Name', 256, readOnly),
    field('IsDeleted', 'Deleted', 'boolean', readOnly),
    text('Name', 'Report Name', 40, { ...readOnly, nillable: false, nameField: true }),
    text('Description', 'Description', 255, readOnly),
    text('DeveloperName', 'Report Unique Name', 80, readOnly),
    text('NamespacePrefix', 'Namespace Prefix', 15, readOnly),
    field('LastRunDate', 'Last Run', 'datetime', readOnly),
    choice('Format', 'Format', 'Tabular|Summary|Matrix|MultiBlock', 40, readOnly),
    ...audit,
    ...views
  ]
}
