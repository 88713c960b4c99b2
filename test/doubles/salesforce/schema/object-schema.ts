import type { Field } from './field.ts'

/** An object's declaration. Flags are true unless they say otherwise; `mergeable` and `custom` are false. */
export interface ObjectSpec {
  readonly name: string
  readonly label: string
  readonly labelPlural: string
  readonly keyPrefix: string
  readonly createable?: boolean
  readonly deletable?: boolean
  readonly updateable?: boolean
  readonly mergeable?: boolean
  /** Names of the scopes `USING SCOPE` may take, parted by blanks; only `everything` unless given. */
  readonly scopes?: string
  /** Flags of the global describe that do not follow from the others. */
  readonly flags?: Readonly<Record<string, boolean>>
  readonly fields: readonly Field[]
  /** The user permission that writes of a setup object need, as the Metadata API names it. */
  readonly writtenWith?: string
  /** Fields whose values together no two records share. */
  readonly distinct?: readonly string[]
  /** Of a managed package: names without its prefix are understood for a client that says so in its call options. */
  readonly namespace?: string
  /** A protected setting of a managed package: its own Apex reads it, nobody in the org sees it [V]. */
  readonly concealed?: boolean
  /** Lower-case names of fields that the user this schema is for may not see, where writes are told so. */
  readonly withheld?: ReadonlySet<string>
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
  /** Grows with each change of the object's fields. */
  revision = 0
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
    return this.#fields.get(name.toLowerCase()) ?? this.#fields.get(this.#prefixed(name))
  }

  /** The reference behind `Account.Name`: `AccountId`. */
  relationship(name: string): Field | undefined {
    return this.#relationships.get(name.toLowerCase()) ?? this.#relationships.get(this.#prefixed(name))
  }

  #prefixed(name: string): string {
    return `${this.spec.namespace ?? ''}__${name}`.toLowerCase()
  }

  addField(field: Field): void {
    this.revision++
    this.#fields.set(field.name.toLowerCase(), field)
    if (field.relationship) this.#relationships.set(field.relationship.toLowerCase(), field)
  }

  /** The user may no longer see it (field-level security): it is gone from describes and unknown to queries. */
  removeField(name: string): void {
    this.revision++
    const field = this.field(name)
    if (field?.relationship) this.#relationships.delete(field.relationship.toLowerCase())
    this.#fields.delete(name.toLowerCase())
  }
}
