import { isObject, type Json } from '../../../middleware/connectors/decode.ts'
import { toFault, type Faults } from '../faults.ts'
import { personActs } from './callbacks.ts'
import { full, type Contact } from './contact.ts'
import type { Store } from './store.ts'
import { isSwitch, switches } from './switches.ts'
import { writeContact } from './upsert.ts'
import type { World } from './world.ts'

const day = 86_400_000

const commands: Readonly<Record<string, string>> = {
  switches: 'object: switch -> one of its values',
  fault: 'object: {path?, times?, status?, body?, retryAfter?, latencyMs?, cut?, truncated?, hang?, refuse?}',
  clearFaults: 'true: forget the faults that are left',
  seed: 'object: {count, days?}: adds made-up contacts, spread over the days before now',
  callbacks: 'object: {"opt-in"?, "opt-out"?}: texts as entered in Integration Center > Callbacks',
  act: 'object: {email, act: "opt-in" or "opt-out"}: a person follows the link, and the callback is fetched',
  edit: 'object as for /contact/upsert: somebody changes a contact in the screens',
  activity:
    'object: {email, score?, lastVisit?}: a contact clicks or visits; a score is a whole number, a visit epoch ms',
  remove: 'object: {email, permanently?}'
}

/** Carries out one command and tells how things stand. Throws `RangeError` for what it does not know. */
export function command(world: World, faults: Faults, request: Json): Json {
  for (const name of Object.keys(request))
    if (!Object.hasOwn(commands, name)) throw new RangeError(`Unknown command ${name}`)
  const { switches: wanted, fault, clearFaults, seed, edit, remove, callbacks, act, activity } = request
  if (clearFaults === true) faults.clear()
  if (isObject(wanted)) turn(world, wanted)
  if (isObject(fault)) faults.add(toFault(fault))
  if (isObject(seed)) sow(world, Number(seed['count']), Number(seed['days'] ?? 0))
  if (isObject(callbacks)) Object.assign(world.callbacks, callbacks)
  if (isObject(act)) {
    const kind = act['act'] === 'opt-in' ? 'opt-in' : 'opt-out'
    // Whether anybody listens is no concern of the vendor's.
    personActs(world, String(act['email']), kind).catch(console.error)
  }
  const [owner = ''] = world.account.users
  if (isObject(edit)) writeContact(world.store, edit, owner, 'upsert')
  if (isObject(activity)) live(world.store, activity)
  if (isObject(remove)) {
    const contact = named(world.store, remove)
    world.store.remove(contact, remove['permanently'] === true)
  }
  return state(world, faults)
}

export function state({ store, seen }: World, faults: Faults): Json {
  return {
    commands,
    switches: Object.fromEntries(
      Object.entries(switches).map(([name, values]) => [
        name,
        { now: isSwitch(name) && store.switches[name], values }
      ])
    ),
    faults: faults.left,
    contacts: store.size,
    ...seen
  }
}

/** One contact by address, or the first fifty: for people who watch. */
export function contactsShown({ store }: World, email: string | null): Json {
  if (email === null) return { total: store.size, contacts: store.all().take(50).map(full).toArray() }
  const found = store.withEmail(email)
  return { total: store.size, contacts: found ? [full(found)] : [] }
}

function named(store: Store, { email }: Json): Contact {
  const contact = store.withEmail(email)
  if (!contact) throw new RangeError('There is no such contact')
  return contact
}

/** Score and visits are the vendor's own doing: no call sets them. */
function live(store: Store, request: Json): void {
  const contact = named(store, request)
  for (const name of ['score', 'lastVisit'] as const) {
    const value = request[name]
    if (value === undefined) continue
    if (!Number.isInteger(value)) throw new RangeError(`${name} is a whole number`)
    contact[name] = Number(value)
  }
  if (store.switches.scoreBumpsModified === 'yes') store.touch(contact)
}

function turn({ store }: World, wanted: Json): void {
  for (const [name, value] of Object.entries(wanted)) {
    if (!isSwitch(name)) throw new RangeError(`Unknown switch ${name}`)
    if (!switches[name].some((known) => known === value))
      throw new RangeError(`${name} is one of ${switches[name].join(', ')}`)
    store.switches[name] = String(value)
  }
}

function sow({ store, account }: World, count: number, days: number): void {
  if (!Number.isInteger(count) || count < 0) throw new RangeError('count is a whole number')
  const [owner = ''] = account.users
  const first = store.size
  const start = store.now() - days * day
  for (let n = 0; n < count; n++) {
    const at = start + Math.floor((n / count) * days * 86_400) * 1000
    if (store.withEmail(`person${first + n}@example.com`)) continue
    const contact = store.create(`person${first + n}@example.com`, owner, at)
    contact.text = { name: `Person ${first + n}`, phone: `+4850${String(first + n).padStart(7, '0')}` }
  }
}
