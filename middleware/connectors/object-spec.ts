/**
 * `opt-out` is true when the person may not be contacted, `opt-in` when they may: a sync sends an opt-out and never an
 * opt-in. `url` and `phone` compare by what they lead to, `reference` holds another record's id.
 */
// prettier-ignore
export type FieldType =
  | 'text' | 'email' | 'phone' | 'url' | 'number' | 'boolean' | 'date' | 'datetime' | 'set' | 'id' | 'reference'
  | 'opt-out' | 'opt-in'

/** How a vendor changes what it is sent; the engine expects the result back. `canon(canon(x)) = canon(x)`. */
export type Canon = 'trim' | 'lower' | 'tag'

export interface FieldSpec {
  readonly label: string
  readonly type: FieldType
  readonly canon?: readonly Canon[]
  /** Longest value the vendor keeps, in characters. Longer ones become an issue, never a truncation. */
  readonly maxLength?: number
  readonly readOnly?: true
  /** A record can't exist without it. */
  readonly required?: true
  /**
   * Of a person's name: the field of their address. Who has no name outside gets what stands before its @ as LastName when
   * they are made in Salesforce, which demands one. It stands in as a filler does, and never flows back.
   */
  readonly nameFrom?: string
  /** Of an opt-out or opt-in: what it allows (`email`, `sms`, `phone`). `email` where nothing is said. */
  readonly channel?: string
  /**
   * Of an opt-out or opt-in: the fields that tell when it was said, and `inBy` where the vendor shows an opt-in only as the
   * person's own doing (a keyword, a confirmed form). Without it an opt-in is taken for an employee's.
   */
  /**
   * Of an opt-out: the vendor shows it on records that were made without a word about it. Seen for the first time on a record
   * that is in Salesforce already it is nobody's doing; only the change to it is.
   */
  readonly outByDefault?: true
  readonly told?: { readonly inAt?: string; readonly outAt?: string; readonly inBy?: 'person' }
}

export interface ObjectSpec {
  readonly label: string
  /**
   * How changes are found: `cursor`, `read` goes on after the last one; `full`, the vendor tells no changes, so `read`
   * gives everything and the engine compares.
   */
  readonly feed: 'cursor' | 'full'
  readonly fields: Readonly<Record<string, FieldSpec>>
  /**
   * Fields with this prefix exist as soon as they are written (SALESmanago's Details: `details.Industry`). One that a
   * whole record does not mention is blank there, not unknown.
   */
  readonly openFields?: { readonly prefix: string; readonly type: FieldType; readonly label: string }
  /**
   * The field by which a create that was lost is found again. `upsert`: the vendor holds it unique and a create sent twice
   * makes one record. `look-up`: a repeat would make a second one, so the engine looks by this field before it sends again.
   */
  readonly createKey: string
  readonly createRepeats: 'upsert' | 'look-up'
  /** The field that holds the address of a channel: `{ email: 'email', sms: 'phone' }`. */
  readonly channels?: Readonly<Record<string, string>>
  /** Lines with these fields have side effects outside (a welcome text): sent on change only, never again when unsure. */
  readonly notRepeatable?: readonly string[]
}
