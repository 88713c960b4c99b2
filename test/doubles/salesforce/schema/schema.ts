import { account } from './account.ts'
import { campaign, campaignMember } from './campaign.ts'
import { supportCase } from './case.ts'
import { contactPointTypeConsent, individualObject } from './consent.ts'
import { contact } from './contact.ts'
import { cspTrustedSite } from './csp-trusted-site.ts'
import type { Field } from './field.ts'
import { lead } from './lead.ts'
import { ObjectSchema } from './object-schema.ts'
import type { ObjectSpec } from './object-schema.ts'
import { opportunity } from './opportunity.ts'
import { organization } from './organization.ts'
import {
  permissionSet,
  permissionSetAssignment,
  setupEntityAccess,
  userExternalCredential,
  userPermissionAccess
} from './permission-objects.ts'
import { group, recordTypeObject, report, userRole } from './setup-objects.ts'
import { task } from './task.ts'
import { profile, user } from './user.ts'

const standard: readonly ObjectSpec[] = [
  ...[account, contact, lead, opportunity, supportCase, campaign, campaignMember, task],
  ...[individualObject, contactPointTypeConsent],
  ...[user, profile, userRole, group, organization, recordTypeObject, report, cspTrustedSite],
  ...[permissionSet, permissionSetAssignment, setupEntityAccess, userExternalCredential, userPermissionAccess]
]

/** All objects of one org: the standard ones, and what was added to them since it started. */
export class Schema {
  readonly #objects = new Map<string, ObjectSchema>()
  readonly #byPrefix = new Map<string, ObjectSchema>()
  readonly #namespace: string
  /** How often objects or fields were added or taken away. */
  #links = 0

  /** `namespace`: see `ObjectSpec`. */
  constructor(specs: Iterable<ObjectSpec> = standard, namespace = '') {
    this.#namespace = namespace.toLowerCase()
    for (const spec of specs) this.addObject(spec)
  }

  get objects(): IterableIterator<ObjectSchema> {
    return this.#objects.values()
  }

  /** Grows with each change of an object or a field. */
  get revision(): number {
    let sum = this.#links
    for (const { revision } of this.objects) sum += revision
    return sum
  }

  object(name: string): ObjectSchema | undefined {
    const lower = name.toLowerCase()
    return this.#objects.get(lower) ?? this.#objects.get(`${this.#namespace}__${lower}`)
  }

  /** The object an id belongs to, by its first three characters. */
  ofId(id: string): ObjectSchema | undefined {
    return this.#byPrefix.get(id.slice(0, 3))
  }

  /** The object a reference leads to; of several, the user that `Group|User` mostly is, or the first this org knows. */
  target(field: Field): ObjectSchema | undefined {
    if (field.referenceTo.includes('User')) return this.object('User')
    return field.referenceTo.map((name) => this.object(name)).find((object) => object !== undefined)
  }

  addObject(spec: ObjectSpec): ObjectSchema {
    const object = new ObjectSchema(spec)
    this.#objects.set(spec.name.toLowerCase(), object)
    this.#byPrefix.set(spec.keyPrefix, object)
    this.#linkChildren()
    return object
  }

  /** Takes an object away; its records wait for `restoreObject`. */
  removeObject(name: string): void {
    const object = this.object(name)
    if (!object) return
    this.#objects.delete(name.toLowerCase())
    this.#byPrefix.delete(object.spec.keyPrefix)
    this.#linkChildren()
  }

  restoreObject(object: ObjectSchema): void {
    this.#objects.set(object.name.toLowerCase(), object)
    this.#byPrefix.set(object.spec.keyPrefix, object)
    this.#linkChildren()
  }

  addField(object: ObjectSchema, field: Field): void {
    object.addField(field)
    this.#linkChildren()
  }

  #linkChildren(): void {
    this.#links++
    for (const object of this.objects) object.children.length = 0
    for (const child of this.objects) {
      for (const field of child.fields) {
        if (!field.children) continue
        const parents = field.referenceTo.map((name) => this.object(name))
        for (const parent of parents) parent?.children.push({ child, field, name: field.children })
      }
    }
  }
}
