import type { Entry } from './time-log.ts'

export interface Tag {
  score: number
  readonly createdOn: number
}

/** A detail with a type [C: as it is written; that exports show it so is I]. */
export interface TypedDetail {
  readonly name: string
  readonly type: string
  readonly value: string | number
}

/** A contact as the double keeps it. Maps are made when they are needed: a million contacts have to fit. */
export interface Contact {
  readonly id: string
  readonly createdOn: number
  readonly owner: string
  /** `null` before the first and after the last moment of the contact. */
  modified: Entry<Contact> | null
  /** Changed since it was created. */
  touched: boolean
  gone: boolean
  email: string
  text: Record<string, string | null>
  birthday: readonly [string | null, string, string] | null
  score: number
  lastVisit: number | null
  optedOut: boolean
  optedOutPhone: boolean
  deleted: boolean
  tags: Map<string, Tag> | null
  details: Map<string, string> | null
  typedDetails: Map<string, TypedDetail> | null
}

/** Text fields of a contact, as they are named at the top of a request's `contact`, of its `address`, and beside it. */
export const mainFields = ['name', 'phone', 'fax', 'company', 'externalId', 'state']
export const addressFields = ['streetAddress', 'zipCode', 'city', 'country']
export const siblingFields = ['province', 'lang']

/** What `basic` and `list` have in common. */
function shared(contact: Contact) {
  const text = (name: string) => contact.text[name] ?? null
  const address = Object.fromEntries(addressFields.map((name) => [name, text(name)]))
  return {
    name: text('name'),
    email: contact.email,
    phone: text('phone'),
    fax: text('fax'),
    score: contact.score,
    state: text('state') ?? 'PROSPECT',
    optedOut: contact.optedOut,
    optedOutPhone: contact.optedOutPhone,
    deleted: contact.deleted,
    invalid: false,
    company: text('company'),
    externalId: text('externalId'),
    address: Object.values(address).every((value) => value === null) ? null : address,
    birthdayYear: contact.birthday?.[0] ?? null,
    birthdayMonth: contact.birthday?.[1] ?? null,
    birthdayDay: contact.birthday?.[2] ?? null,
    modifiedOn: contact.modified?.at ?? contact.createdOn,
    createdOn: contact.createdOn
  }
}

/** Shape of `basic` and `basicById`: another name for the id, no tags, no details, no province [C]. */
export const basic = (contact: Contact) => ({
  ...shared(contact),
  contactId: contact.id,
  lastVisit: contact.lastVisit
})

/** Shape of the `list` calls: details and tags as lists of objects [C]. */
export const full = (contact: Contact) => ({
  id: contact.id,
  ...shared(contact),
  province: contact.text['province'] ?? null,
  mainContactOwner: contact.owner,
  contactVisits: [],
  contactTags: [...(contact.tags ?? [])].map(([tag, { score, createdOn }]) => ({
    tag,
    tagName: tag,
    score,
    createdOn,
    tagWithScore: `${tag} (${score})`
  })),
  contactEvents: [],
  emailMessages: [],
  properties: [...(contact.details ?? [])].map(([name, value]) => ({ name, value })),
  contactFunnels: [],
  contactNotes: [],
  contactTasks: [],
  incomingEmailMessages: [],
  contactExtEvents: [],
  coupons: [],
  smsMessages: []
})
