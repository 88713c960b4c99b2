import type { Json } from '../../../middleware/connectors/decode.ts'
import type { Contact } from './contact.ts'
import { NotStated, Refusal } from './refusal.ts'
import type { Store } from './store.ts'
import type { World } from './world.ts'

const day = 86_400_000
const largestPage = 1000

export const createdIn = ({ store }: World, request: Json, owner: string): Json => {
  const { from, to } = range(store, request)
  return { createdContacts: [...ofOwner(store.createdBetween(from, to), store, owner)].map(brief) }
}

export const modifiedIn = ({ store }: World, request: Json, owner: string): Json => {
  const { from, to } = range(store, request)
  return { modifiedContacts: [...ofOwner(store.modifiedBetween(from, to), store, owner)].map(brief) }
}

/** Pages start at 1 [C] and hold at most 1000 [C]. */
export const modifiedPage = ({ store }: World, request: Json, owner: string): Json => {
  const { from, to } = range(store, request)
  const [page, size] = [Number(request['page']), Number(request['size'])]
  if (!Number.isInteger(page) || page < 1) throw new Refusal('Invalid page')
  if (!Number.isInteger(size) || size < 1 || size > largestPage) throw new Refusal('Invalid size')
  const rest = ofOwner(store.modifiedBetween(from, to), store, owner).drop((page - 1) * size)
  const found = [...rest.take(size + 1)]
  return { modifiedContacts: found.slice(0, size).map(brief), hasMore: found.length > size }
}

/** An object [C], of which nothing more is stated: a range in which nobody visited is all that can be answered. */
export const activityIn = ({ store }: World, request: Json): Json => {
  const { from, to } = range(store, request)
  const visited = store
    .all()
    .some(({ lastVisit }) => lastVisit !== null && lastVisit >= from && lastVisit <= to)
  if (visited) throw new NotStated('how recentActivity tells a visit.')
  return { recentActivity: {} }
}

const brief = ({ id, email }: Contact) => ({ id, email })

const ofOwner = (contacts: IteratorObject<Contact>, store: Store, owner: string) =>
  contacts.filter(
    (contact) =>
      (contact.owner === owner || store.switches.changesOf === 'everybody') &&
      (!contact.deleted || store.switches.deletedInLists === 'shown')
  )

function range(store: Store, request: Json) {
  const [from, to] = [instant(request['from']), instant(request['to'])]
  const most = Number(store.switches.maxWindowDays) * day
  if (to < from) throw new Refusal('Invalid range')
  if (to - from > most) throw new Refusal('The range is too wide')
  const inner = store.switches.bounds === 'exclusive' ? 1 : 0
  return { from: from + inner, to: to - inner }
}

/** Milliseconds [C], or ISO text with an offset [I]. */
function instant(value: unknown): number {
  const at = typeof value === 'number' ? value : Date.parse(String(value))
  if (!Number.isFinite(at)) throw new Refusal('Invalid date')
  return at
}
