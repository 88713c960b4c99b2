import { ApiError } from '../errors.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Change } from './condition.ts'

export interface DuplicateRule {
  readonly object: string
  readonly name: string
  /** Fields that all have to be equal, whatever their case; a blank one matches nothing. */
  readonly fields: readonly string[]
  /** `block` never lets a duplicate in; `alert` does for a client that sends `allowSave=true`. */
  readonly action: 'block' | 'alert'
  readonly message?: string
}

/** Most matches one answer tells [K]. */
const most = 100

/** An org's active duplicate rules, each with a matching rule that compares exactly. */
export class DuplicateRules {
  readonly #rules = new Map<string, DuplicateRule>()

  define(rule: DuplicateRule): void {
    this.#rules.set(key(rule), rule)
  }

  get all(): DuplicateRule[] {
    return [...this.#rules.values()]
  }

  remove(object: string, name: string): boolean {
    return this.#rules.delete(key({ object, name }))
  }

  /** An edit is looked at only where it changes a field that the rule compares [K]. */
  check(table: Table, change: Change, allowSave: boolean): void {
    for (const rule of this.#rules.values()) {
      if (rule.object.toLowerCase() !== table.schema.name.toLowerCase()) continue
      if (rule.action === 'alert' && allowSave) continue
      const { before, after } = change
      if (before && rule.fields.every((name) => same(before, after, name))) continue
      const ids = twins(table, after, rule.fields)
      if (ids.length > 0) throw new DuplicatesDetected(rule, table.schema.name, ids)
    }
  }
}

const key = ({ object, name }: { object: string; name: string }) => `${object}.${name}`.toLowerCase()

const comparable = (row: Row, name: string) => {
  const value = row[name] ?? null
  return typeof value === 'string' ? value.toLowerCase() : value
}
const same = (a: Row, b: Row, name: string) => comparable(a, name) === comparable(b, name)

function twins(table: Table, row: Row, fields: readonly string[]): string[] {
  if (fields.some((name) => (row[name] ?? null) === null)) return []
  const indexed = fields.map((name) => table.find(name, row[name] ?? null)).find((rows) => rows !== undefined)
  const ids: string[] = []
  for (const each of indexed ?? table.rows()) {
    if (each.Id === row.Id || each['IsDeleted'] === true) continue
    if (fields.every((name) => same(each, row, name))) ids.push(each.Id)
    if (ids.length >= most) break
  }
  return ids
}

/** The refusal, with what was found. The REST key is misspelt on the wire [V]. */
export class DuplicatesDetected extends ApiError {
  readonly rule: DuplicateRule
  readonly object: string
  readonly ids: readonly string[]

  constructor(rule: DuplicateRule, object: string, ids: readonly string[]) {
    super(400, 'DUPLICATES_DETECTED', rule.message ?? 'Use one of these records?', [])
    this.rule = rule
    this.object = object
    this.ids = ids
  }

  override get envelope(): object {
    return { message: this.message, errorCode: this.code, duplicateResut: this.#result }
  }

  override get saveError(): object {
    return { ...super.saveError, duplicateResut: this.#result }
  }

  get #result(): object {
    const { message, rule, object, ids } = this
    return {
      allowSave: rule.action === 'alert',
      duplicateRule: rule.name,
      duplicateRuleEntityType: object,
      errorMessage: message,
      matchResults: [
        {
          entityType: object,
          errors: [],
          matchEngine: 'ExactMatchEngine',
          matchRecords: ids.map((Id) => ({
            additionalInformation: [],
            fieldDiffs: [],
            matchConfidence: 100,
            record: {
              attributes: { type: object, url: `/services/data/v62.0/sobjects/${object}/${Id}` },
              Id
            }
          })),
          rule: `${rule.name}_Match`,
          size: ids.length,
          success: true
        }
      ]
    }
  }
}
