import { isPermissionable } from '../schema/describe.ts'
import type { OrgState } from '../org-state.ts'
import { grantPermissionSet } from './seen-by.ts'
import { governedStandard } from './rights.ts'
import type { FieldPermission, ObjectPermission } from './permission-set.ts'

/** The permission set that the practice integration user starts with. */
export const practiceSet = 'Practice_Integration'

/**
 * Gives the integration user the standard objects and their standard fields. What is deployed later it sees only once
 * a permission set grants it [V]; what is added by hand (`addField`, option `customFields`) is granted at once, as
 * Setup's wizard for a new field does unless its ticks are taken away.
 */
export function grantStandard(org: OrgState): void {
  const names = governedStandard.filter((name) => name !== 'UserExternalCredential') // asked for one by one [V]
  const fields = names.flatMap((name) =>
    [...(org.schema.object(name)?.fields ?? [])]
      .filter((field) => !field.custom && isPermissionable(field))
      .map((field) => editable(name, field.name))
  )
  grantPermissionSet(org, org.people.integration.id, {
    name: practiceSet,
    label: 'Practice integration user',
    objectPermissions: names.map(allOf),
    fieldPermissions: fields
  })
}

export function grantField(org: OrgState, object: string, field: string): void {
  const set = org.access.find(practiceSet)
  if (!set) return
  org.access.define({ ...set, fieldPermissions: [...(set.fieldPermissions ?? []), editable(object, field)] })
}

export function grantObject(org: OrgState, object: string): void {
  const set = org.access.find(practiceSet)
  if (set) org.access.define({ ...set, objectPermissions: [...(set.objectPermissions ?? []), allOf(object)] })
}

const editable = (object: string, field: string): FieldPermission => ({
  field: `${object}.${field}`,
  readable: true,
  editable: true
})

const allOf = (object: string): ObjectPermission => ({
  object,
  allowRead: true,
  allowCreate: true,
  allowEdit: true,
  allowDelete: true
})
