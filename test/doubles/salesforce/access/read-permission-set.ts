import { childrenOf, textOf } from '../metadata/xml.ts'
import type { XmlElement } from '../metadata/xml.ts'
import type { FieldPermission, ObjectPermission, PermissionSet } from './permission-set.ts'

const objectRights = [
  'allowRead',
  'allowCreate',
  'allowEdit',
  'allowDelete',
  'viewAllRecords',
  'modifyAllRecords',
  'viewAllFields'
] as const

/** The grants of a `.permissionset` file; `name` is its full name. */
export function readPermissionSet(xml: XmlElement, name: string): PermissionSet {
  const isOn = (grant: XmlElement, tag: string) => textOf(grant, tag) === 'true'
  const enabled = (tag: string) =>
    childrenOf(xml, tag).flatMap((grant) => (isOn(grant, 'enabled') ? (textOf(grant, 'name') ?? []) : []))
  return {
    name,
    label: textOf(xml, 'label') ?? name,
    objectPermissions: childrenOf(xml, 'objectPermissions').map((grant): ObjectPermission => {
      const rights = objectRights.map((right) => [right, isOn(grant, right)] as const)
      return { object: textOf(grant, 'object') ?? '', ...Object.fromEntries(rights) }
    }),
    fieldPermissions: childrenOf(xml, 'fieldPermissions').map((grant): FieldPermission => {
      const field = textOf(grant, 'field') ?? ''
      return { field, readable: isOn(grant, 'readable'), editable: isOn(grant, 'editable') }
    }),
    userPermissions: enabled('userPermissions'),
    customPermissions: enabled('customPermissions'),
    principals: childrenOf(xml, 'externalCredentialPrincipalAccesses').flatMap((grant) =>
      isOn(grant, 'enabled') ? (textOf(grant, 'externalCredentialPrincipal') ?? []) : []
    )
  }
}
