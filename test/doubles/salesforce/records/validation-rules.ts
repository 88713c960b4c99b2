import { ApiError, ApiErrors } from '../errors.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { condition } from './condition.ts'
import type { Change } from './condition.ts'

export interface ValidationRule {
  readonly object: string
  readonly name: string
  /** The write is refused where this is true. */
  readonly condition: string
  readonly message: string
  /** The field the message stands at; left out, it stands at the top of the page. */
  readonly field?: string
}

type Fails = (change: Change) => boolean

/** An org's active validation rules. */
export class ValidationRules {
  readonly #rules = new Map<string, { readonly rule: ValidationRule; readonly fails: Fails }>()

  /** Replaces the rule of the same object and name. Throws on a condition that can't be read or names no field. */
  define(object: ObjectSchema, rule: ValidationRule): void {
    const { test, fields } = condition(rule.condition)
    for (const name of fields) {
      if (object.field(name)?.name === name) continue
      throw new ApiError(
        400,
        'INVALID_INPUT',
        `Condition ${rule.condition}: ${object.name} has no field ${name}`
      )
    }
    this.#rules.set(key(rule), { rule, fails: test })
  }

  get all(): ValidationRule[] {
    return [...this.#rules.values()].map(({ rule }) => rule)
  }

  remove(object: string, name: string): boolean {
    return this.#rules.delete(key({ object, name }))
  }

  /** Tells all rules that a record breaks [K: Salesforce may stop at ten]. */
  check(object: string, change: Change): void {
    const name = object.toLowerCase()
    const [first, ...others] = [...this.#rules.values()]
      .filter(({ rule, fails }) => rule.object.toLowerCase() === name && fails(change))
      .map(({ rule: { message, field } }) => {
        return new ApiError(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, field ? [field] : [])
      })
    if (first) throw others.length > 0 ? new ApiErrors(first, others) : first
  }
}

const key = ({ object, name }: { object: string; name: string }) => `${object}.${name}`.toLowerCase()
