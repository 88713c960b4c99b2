import type { Field } from './field.ts'

/** An object's declaration. Flags are true unless they say otherwise; `mergeable` and `custom` are false. */
export interface ObjectSpec {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly keyPrefix: string
  readonly createable?: boolean
  readonly deletable?: boolean
  readonly mergeable?: boolean
  readonly fields: readonly Field[]
}

export interface ChildRelationship {
  readonly child: ObjectSchema
  readonly field: Field
  readonly name: string
}

/** One object of the org. Names are found whatever their case, as Salesforce does. */
export class ObjectSchema {
  readonly spec: ObjectSpec
  readonly children: ChildRelationship[] = []
  readonly #fields = new Map<string, Field>()
  readonly #relationships = new Map<string, Field>()

  constructor(spec: ObjectSpec) {
    this.spec = spec
    for (const field of spec.fields) this.addField(field)
  }

  get name(): string {
    return this.spec.name
  }

  get fields(): IterableIterator<Field> {
    return this.#fields.values()
  }

  field(name: string): Field | undefined {
    return this.#fields.get(name.toLowerCase())
  }

  /** The reference behind `Account.Name`: `AccountId`. */
  relationship(name: string): Field | undefined {
    return this.#relationships.get(name.toLowerCase())
  }

  addField(field: Field): void {
    this.#fields.set(field.name.toLowerCase(), field)
    if (field.relationship) this.#relationships.set(field.relationship.toLowerCase(), field)
  }

  /** The user may no longer see it (field-level security): it is gone from describes and unknown to queries. */
  removeField(name: string): void {
    const field = this.field(name)
    if (field?.relationship) this.#relationships.delete(field.relationship.toLowerCase())
    this.#fields.delete(name.toLowerCase())
  }
}
