import type { FieldType, Side } from './connector.ts'

/** A Salesforce object and the external object it is kept in step with. Parents stand before children. */
export interface PairSpec {
  readonly name: string
  readonly salesforce: string
  readonly external: string
  /** In order; the first rule that finds exactly one record links it, several candidates are held for a person. */
  readonly match: readonly MatchRule[]
  readonly lines: readonly LineSpec[]
  readonly policy: PairPolicy
  /** What a record made in Salesforce gets beside its lines. */
  readonly createWith?: readonly CreateWith[]
  /** Which Salesforce records take part; absent: all. */
  readonly criterion?: Criterion
  /** Where the changed Salesforce records are named by a report; absent: every record that changed. */
  readonly report?: ReportSource
}

/**
 * The record that a setting of the connection names is put into `field` (a reference). Where the setting is blank, nothing is.
 * It says where a record was put, and nothing about the record: read back through the field, it counts as blank.
 */
export interface CreateWith {
  readonly field: string
  readonly setting: string
  /** By which field of which object it is found; one that is found twice is none. */
  readonly lookUp: { readonly object: string; readonly by: string }
}

/** A report that lists the records to look at. Messages and buttons name records by themselves; deletions are found by the comparison. */
export interface ReportSource {
  /** Its id (00O…), or the address of its page. */
  readonly id: string
  /** Its definition is turned into a query; or, as a legacy way, its CSV is read, which most orgs refuse to programs. */
  readonly by?: 'query' | 'export'
  /** Of an export: the label of the column that holds the ids. */
  readonly column?: string
  /** IANA name: where the days of its filters begin and end. */
  readonly zone?: string
}

/** Records are the same when every key of the rule agrees: one field (Email), or several (name + city + state). */
export interface MatchRule {
  readonly keys: readonly MatchKey[]
}
/** Field paths: `Account.Name` leads through a parent in Salesforce, `companyId.name` through a line's reference outside. */
export interface MatchKey {
  readonly salesforce: string
  readonly external: string
  /** How values are brought together before they are compared; `text` folds case, space and composed accents, `id` takes both lengths of a Salesforce id. */
  readonly as?: 'text' | 'letters' | 'phone' | 'url' | 'exact' | 'id'
  /** Blank on both sides counts as the same. Without it, and for the first key always, the rule is not tried with a blank. */
  readonly blank?: 'same'
  /** ISO 3166, of phone numbers that are written without their country. */
  readonly country?: string
}

/** One mapped line. Its name is the external field's. */
export interface LineSpec {
  /** Field paths. Several are one value by `join`. A path through a parent (`Account.Name`) is read and never written. */
  readonly salesforce: readonly string[]
  readonly external: string
  /** First + Last ↔ one name: written apart again so that what was not edited stays as it was. */
  readonly join?: 'space'
  readonly direction: 'toExternal' | 'toSalesforce' | 'both'
  /** What a blank on the changed side does: clears the other, is ignored, or the line only ever fills an empty field. */
  readonly blank: 'propagate' | 'ignore' | 'fill-only'
  /** Whose edit stays when both sides were edited since they agreed; `salesforce` where nothing is said. */
  readonly wins?: Winner
  /** What kind of value the Salesforce field holds, where it is not the external field's kind. */
  readonly type?: FieldType
  readonly values?: ValueMap
  readonly filler?: Filler
  /** The values are ids of records of this pair; its links translate them. `required`: the record waits for its parent. */
  readonly reference?: { readonly pair: string; readonly required?: true }
  /** ISO 3166, of a phone number that is written without its country. Without it such a number stays as it is. */
  readonly country?: string
  /** IANA name, where one side keeps a calendar day and the other an instant. Without it such a line is refused. */
  readonly zone?: string
}
export type Winner = 'salesforce' | 'external' | 'newest' | 'most-restrictive' | 'ask'

/** Pairs of values, Salesforce's first. Where one value stands in several, the first decides that direction. */
export interface ValueMap {
  readonly entries: readonly (readonly [salesforce: string, external: string])[]
  /** What an unlisted value becomes (`null`: blank). Without it an unlisted value parks the line. */
  readonly otherwise?: { readonly toExternal?: string | null; readonly toSalesforce?: string | null }
}

/** A value that stands in for a blank where the other side demands one. It is no data: it never flows back. */
export interface Filler {
  readonly toExternal?: string
  readonly toSalesforce?: string
}

/** All conditions hold. Values are compared as canonical text of the field's kind. */
export interface Criterion {
  readonly all: readonly Condition[]
}
export interface Condition {
  readonly field: string
  readonly is: 'equal' | 'not-equal' | 'one-of' | 'none-of' | 'blank' | 'not-blank'
  readonly values?: readonly string[]
}

type Directions<T> = { readonly toExternal: T; readonly toSalesforce: T }

/** What may happen to records, as data: the products' own rules are written down here and nowhere else. */
export interface PairPolicy {
  readonly create: Directions<boolean>
  readonly update: Directions<boolean>
  readonly remove: Directions<'never' | 'delete'> & {
    /** Of a record outside that went together with its parent, the Salesforce record stays; it comes back with the parent. */
    readonly unlessParentGone?: true
  }
  /** The external record is gone and deleting in Salesforce is not the rule: left alone, or made again when Salesforce's changes. */
  readonly afterExternalGone: 'stay' | 'recreate-on-change'
  /** A record is gone and a new one matches its partner by a rule: those two are linked, or held for a person. */
  readonly whenMadeAgain?: 'link' | 'hold'
  /** Which records without a counterpart are made; absent: all. By fields of the side the record is on. */
  readonly createOnly?: Partial<Directions<Criterion>>
  /** A linked record that no longer meets the criterion: left as it is, or deleted outside. */
  readonly whenOut: 'stop' | 'delete'
  /** Clearing this field by hand ends the link for good. */
  readonly unlinkWhenBlank?: { readonly side: Side; readonly field: string }
}
