import type { Json } from '../../../middleware/connectors/decode.ts'
import { basic, full, type Contact } from './contact.ts'
import { activityIn, createdIn, modifiedIn, modifiedPage } from './changes.ts'
import { batchUpsert, batchUpsertLater, exportData, exportPage, jobStatus } from './batches.ts'
import { items, Refusal } from './refusal.ts'
import type { Store } from './store.ts'
import { writeContact, writeTags } from './upsert.ts'
import type { World } from './world.ts'

/** Answers an authenticated request with what stands beside `success` and `message`. */
export type Endpoint = (world: World, request: Json, owner: string) => Json

const mostListed = 50

/** Every path below `/api` that the sync needs, and those its users expect beside them. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  '/user/listByClient': ({ account }) => ({ users: account.users }),
  '/contact/upsert': writes('upsert'),
  '/contact/insert': writes('insert'),
  '/contact/update': writes('update'),
  '/contact/batchupsert': batchUpsert,
  '/contact/batchupsertv2': batchUpsertLater,
  '/job/status': jobStatus,
  '/contact/hasContact'({ store }, request) {
    const contact = store.withEmail(request['email'])
    return { result: contact !== undefined, contactId: contact?.id ?? null }
  },
  '/contact/basic': lists('email', basic, false),
  '/contact/basicById': lists('id', basic, false),
  '/contact/list': lists('email', full, true),
  '/contact/listAll': lists('email', full, false),
  '/contact/listById': lists('contactId', full, true),
  '/contact/listAllById': lists('contactId', full, false),
  '/contact/createdContacts': createdIn,
  '/contact/modifiedContacts': modifiedIn,
  '/contact/paginatedModifiedContacts': modifiedPage,
  '/contact/recentActivity': activityIn,
  '/contact/delete'({ store }, request) {
    store.remove(existing(store, request), request['permanently'] === true)
    return { result: null }
  },
  '/contact/batchDelete'({ store }, request) {
    for (const item of items(request, 'contacts')) {
      const { addresseeType, value } = item as Json
      const contact = addresseeType === 'CONTACT_ID' ? store.withId(value) : store.withEmail(value)
      if (contact) store.remove(contact, request['permanently'] === true)
    }
    return { result: null }
  },
  '/contact/optin': opts('optedOut', false),
  '/contact/optout': opts('optedOut', true),
  '/contact/phoneoptin': opts('optedOutPhone', false),
  '/contact/phoneoptout': opts('optedOutPhone', true),
  '/contact/tags'({ store }) {
    const counts = new Map<string, number>()
    for (const { tags } of store.all())
      for (const tag of tags?.keys() ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    return { tags: [...counts].map(([tag, numberOfTagged]) => ({ tag, numberOfTagged })) }
  },
  '/contact/managetags'({ store }, request) {
    const contact = existing(store, request)
    writeTags(store, contact, request)
    if (store.switches.tagsBumpModified === 'yes') store.touch(contact)
    return { contactId: contact.id }
  },
  '/contact/paginatedContactList/export': exportPage,
  '/contact/export/data': exportData
}

function writes(mode: 'upsert' | 'insert' | 'update'): Endpoint {
  return ({ store }, request, owner) => {
    const contact = writeContact(store, request, owner, mode)
    return { contactId: contact.id, externalId: contact.text['externalId'] ?? null }
  }
}

/** Repeated addresses and ids are told once [I]. */
function lists(key: string, shape: (contact: Contact) => object, ofOwner: boolean): Endpoint {
  return ({ store }, request, owner) => {
    const asked = items(request, key)
    if (asked.length > mostListed) throw new Refusal('Too many contacts')
    const find =
      key === 'email' ? (value: unknown) => store.withEmail(value) : (value: unknown) => store.withId(value)
    const found = new Set(asked.map(find).filter((contact) => contact !== undefined))
    if (store.switches.unknownInLists === 'refuse' && !asked.every(find))
      throw new Refusal('Contact does not exist')
    const shown = [...found].filter(
      (contact) =>
        (!ofOwner || contact.owner === owner) &&
        (!contact.deleted || store.switches.deletedInLists === 'shown')
    )
    return { contacts: shown.map((contact) => ({ ...shape(contact), ...strange(store) })) }
  }
}

const strange = (store: Store) =>
  store.switches.unknownFields === 'many' ? { aNewField: [1, { deep: null }], 'odd name': 'x' } : {}

function opts(channel: 'optedOut' | 'optedOutPhone', out: boolean): Endpoint {
  return ({ store, seen }, request) => {
    const contact = existing(store, request)
    if (!out) seen.optIns++
    contact[channel] = out
    if (store.switches.optBumpsModified === 'yes') store.touch(contact)
    return { contactId: contact.id }
  }
}

function existing(store: Store, request: Json): Contact {
  const contact = store.withEmail(request['email']) ?? store.withId(request['contactId'])
  if (!contact) throw new Refusal('Contact does not exist')
  return contact
}
