import { account } from './account.ts'
import { contact } from './contact.ts'
import type { Field } from './field.ts'
import { lead } from './lead.ts'
import { ObjectSchema } from './object-schema.ts'
import type { ObjectSpec } from './object-schema.ts'
import { opportunity } from './opportunity.ts'
import { organization } from './organization.ts'
import { profile, user } from './user.ts'

const standard = [account, contact, lead, opportunity, user, profile, organization]

/** All objects of one org: the standard ones, and what was added to them since it started. */
export class Schema {
  readonly #objects = new Map<string, ObjectSchema>()
  readonly #byPrefix = new Map<string, ObjectSchema>()

  constructor() {
    for (const spec of standard) this.addObject(spec)
  }

  get objects(): IterableIterator<ObjectSchema> {
    return this.#objects.values()
  }

  object(name: string): ObjectSchema | undefined {
    return this.#objects.get(name.toLowerCase())
  }

  /** The object an id belongs to, by its first three characters. */
  ofId(id: string): ObjectSchema | undefined {
    return this.#byPrefix.get(id.slice(0, 3))
  }

  /** The object a reference leads to; the first that this org knows, for `Group|User`. */
  target(field: Field): ObjectSchema | undefined {
    return field.referenceTo.map((name) => this.object(name)).find((object) => object !== undefined)
  }

  addObject(spec: ObjectSpec): ObjectSchema {
    const object = new ObjectSchema(spec)
    this.#objects.set(spec.name.toLowerCase(), object)
    this.#byPrefix.set(spec.keyPrefix, object)
    this.#linkChildren()
    return object
  }

  addField(object: ObjectSchema, field: Field): void {
    object.addField(field)
    this.#linkChildren()
  }

  #linkChildren(): void {
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
