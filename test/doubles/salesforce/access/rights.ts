import { isPermissionable } from '../schema/describe.ts'
import type { Field } from '../schema/field.ts'
import { contactFieldOf } from '../schema/person-account.ts'
import type { PermissionSet } from './permission-set.ts'

export interface ObjectRights {
  readonly read: boolean
  readonly create: boolean
  readonly edit: boolean
  readonly delete: boolean
}

/** What one user may see and do. */
export interface Rights {
  readonly object: (name: string) => ObjectRights
  readonly field: (object: string, field: Field) => { readonly read: boolean; readonly edit: boolean }
  readonly has: (userPermission: string) => boolean
}

/** Objects that object permissions govern; the rest (users, profiles, tasks, setup) everybody reads [K]. */
export const governedStandard = (
  'Account Contact Lead Opportunity Case Campaign CampaignMember Individual ContactPointTypeConsent ' +
  'UserExternalCredential'
).split(' ')
const governed = new Set(governedStandard)
const everything: ObjectRights = { read: true, create: true, edit: true, delete: true }

/**
 * The names a field's rights may be given under. An address is granted as a whole: `Contact.MailingAddress` stands
 * for its parts; a person account's field follows the contact's, `Contact.Email` for `Account.PersonEmail` [K].
 */
function namesOf(object: string, { name, compound }: Field): string[] {
  const own = [name, compound].filter((each) => each !== null).map((each) => `${object}.${each}`)
  const ofContact = object === 'Account' ? contactFieldOf(name) : null
  return ofContact === null ? own : [...own, `Contact.${ofContact}`]
}

/**
 * The sum of a user's profile and permission sets: a right that any of them gives is held [V]. The profiles are
 * simple: administrators may do everything, standard users all that is standard, others nothing [K].
 */
export function rightsOf(profile: string, sets: readonly PermissionSet[]): Rights {
  const admin = profile === 'System Administrator'
  const standard = profile === 'Standard User'
  const has = (name: string) => admin || sets.some((set) => set.userPermissions?.includes(name) ?? false)
  const objects = new Map<string, ObjectRights & { readonly allFields: boolean }>()
  const fields = new Map<string, { readonly read: boolean; readonly edit: boolean }>()
  for (const set of sets) {
    for (const given of set.objectPermissions ?? []) {
      const held = objects.get(given.object.toLowerCase())
      const all = given.modifyAllRecords ?? false
      objects.set(given.object.toLowerCase(), {
        read: (held?.read ?? false) || all || (given.viewAllRecords ?? false) || (given.allowRead ?? false),
        create: (held?.create ?? false) || (given.allowCreate ?? false),
        edit: (held?.edit ?? false) || all || (given.allowEdit ?? false),
        delete: (held?.delete ?? false) || all || (given.allowDelete ?? false),
        allFields: (held?.allFields ?? false) || (given.viewAllFields ?? false)
      })
    }
    for (const { field, readable, editable } of set.fieldPermissions ?? []) {
      const held = fields.get(field.toLowerCase())
      const edit = (held?.edit ?? false) || (editable ?? false)
      fields.set(field.toLowerCase(), { edit, read: edit || (held?.read ?? false) || (readable ?? false) })
    }
  }

  const object = (name: string): ObjectRights => {
    const custom = /__\w+$/.test(name)
    if (admin || (!custom && (standard || !governed.has(name)))) return everything
    const held = objects.get(name.toLowerCase())
    return {
      read: (held?.read ?? false) || has('ViewAllData') || has('ModifyAllData'),
      create: (held?.create ?? false) || has('ModifyAllData'),
      edit: (held?.edit ?? false) || has('ModifyAllData'),
      delete: (held?.delete ?? false) || has('ModifyAllData')
    }
  }

  return {
    object,
    has,
    field: (name, field) => {
      const free = admin || !isPermissionable(field) || (!field.custom && (standard || !governed.has(name)))
      if (free) return { read: true, edit: true }
      const given = namesOf(name, field).flatMap((each) => fields.get(each.toLowerCase()) ?? [])
      const allFields = objects.get(name.toLowerCase())?.allFields ?? false
      return { read: allFields || given.some(({ read }) => read), edit: given.some(({ edit }) => edit) }
    }
  }
}
