import { ApiError } from '../errors.ts'
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

/** An org's active validation rules. */
export class ValidationRules {
  readonly #rules = new Map<string, ValidationRule & { readonly fails: (change: Change) => boolean }>()

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
    this.#rules.set(key(rule), { ...rule, fails: test })
  }

  remove(object: string, name: string): boolean {
    return this.#rules.delete(key({ object, name }))
  }

  /** Salesforce tells all rules a record breaks; the double only the first. */
  check(object: string, change: Change): void {
    for (const rule of this.#rules.values()) {
      if (rule.object.toLowerCase() !== object.toLowerCase() || !rule.fails(change)) continue
      const fields = rule.field ? [rule.field] : []
      throw new ApiError(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, fields)
    }
  }
}

const key = ({ object, name }: { object: string; name: string }) => `${object}.${name}`.toLowerCase()
