/** Somebody said that they may, or may not, be contacted at an address over a channel. Instants in ISO. */
export interface ConsentEvent {
  /** What it is about: `email`, `sms`, `phone`. */
  readonly channel: string
  readonly kind: 'in' | 'out'
  /** `person`: their own doing, by a keyword or a confirmed form. */
  readonly who: 'person' | 'staff' | 'unknown'
  /** The earliest instant at which it may have happened; null where nobody knows. */
  readonly atFrom: string | null
  /** The latest. */
  readonly atTo: string
  /** Where it was seen: `salesforce Contact.HasOptedOutOfEmail`, `mobile-commons profile`. Never a value of a record. */
  readonly source: string
  /** The keyword, or the sentence the person agreed to; never a message of their own. */
  readonly wording?: string
  /** The vendor's id of the message or record it was seen on. */
  readonly rawId?: string
}

/** Three maxima, each an ISO instant as `Date.toISOString` writes it. */
export interface ConsentState {
  readonly lastOut: string | null
  readonly lastInByPerson: string | null
  readonly lastInByStaff: string | null
}
