import { isObject, type Json } from '../../../middleware/connectors/decode.ts'
import { full, type Contact } from './contact.ts'
import { items, NotStated, Refusal } from './refusal.ts'
import { checked, writeContact } from './upsert.ts'
import type { World } from './world.ts'

const largestPage = 1000

/** Ids by address; what a bad contact does to the others is a switch. Two items with one address are one contact. */
export function batchUpsert(world: World, request: Json, owner: string): Json {
  const written = writeAll(world, request, owner)
  const { contactIdsCase } = world.store.switches
  const entries = written.map(([email, { id }]) => [
    contactIdsCase === 'lower' ? email.toLowerCase() : email,
    id
  ])
  return { contactIds: Object.fromEntries(entries) as Json }
}

/** The same, later, and without a word about single contacts [C]. */
export function batchUpsertLater(world: World, request: Json, owner: string): Json {
  writeAll(world, request, owner)
  return { requestId: job(world, null) }
}

function writeAll({ store }: World, request: Json, owner: string): [string, Contact][] {
  const details = items(request, 'upsertDetails').map((item) => (isObject(item) ? item : {}))
  if (details.length > Number(store.switches.largestBatch)) throw new Refusal('Too many contacts')
  if (store.switches.batchInvalid === 'refuse-all') for (const item of details) checked(store, item, 'upsert')
  return details.flatMap((item): [string, Contact][] => {
    try {
      const contact = writeContact(store, item, owner, 'upsert')
      return [[String((item['contact'] as Json)['email']), contact]]
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return []
    }
  })
}

export function jobStatus({ jobs }: World, request: Json): Json {
  const found = jobs.get(Number(request['requestId']))
  if (!found) throw new Refusal('Job does not exist')
  if (found.waits-- > 0) return { message: ['Job in progress'] }
  return found.file === null ? {} : { fileUrl: found.file }
}

/** A file with one page of all contacts; past the last page there is an answer without a `requestId` [I]. */
export function exportPage(world: World, request: Json): Json {
  const [page, size] = [Number(request['page']), Number(request['size'])]
  if (!(page >= 1) || !(size >= 1) || size > largestPage) throw new Refusal('Invalid page')
  const contacts = world.store
    .all()
    .drop((page - 1) * size)
    .take(size)
    .map(({ id, email, text }) => ({
      id,
      email,
      name: text['name'] ?? null,
      phone: text['phone'] ?? null,
      country: text['country'] ?? null
    }))
    .toArray()
  if (contacts.length === 0) return { message: ['No more contacts'] }
  return { requestId: job(world, fileOf(world, { contacts })) }
}

/** Parts of an export, by what they are asked for as; each has the name and the shape it has in the `list` calls [I]. */
const parts: Readonly<Record<string, keyof ReturnType<typeof full> | 'dictionaryProperties' | null>> = {
  CONTACT: null,
  TAG: 'contactTags',
  EXT_EVENT: 'contactExtEvents',
  VISITS: 'contactVisits',
  EMAILS: 'emailMessages',
  FUNNELS: 'contactFunnels',
  NOTES: 'contactNotes',
  TASKS: 'contactTasks',
  COUPONS: 'coupons',
  SMS: 'smsMessages',
  PROPERTIES: 'properties',
  DICTIONARY_PROPERTIES: 'dictionaryProperties'
}
const lists: ReadonlySet<string> = new Set(Object.values(parts).filter((name) => name !== null))

/** A file with a list of the contacts that have a tag, and of each the parts that were asked for. */
export function exportData(world: World, request: Json): Json {
  const wanted = items(request, 'contacts').map((item) => {
    const { addresseeType, value } = isObject(item) ? item : {}
    if (addresseeType !== 'tag' || typeof value !== 'string')
      throw new NotStated('how contacts of an export are named otherwise than by tag.')
    return value
  })
  const asked = items(request, 'data').map((item) => {
    const type = isObject(item) ? String(item['dataType']) : ''
    if (type === 'CONSENTS') throw new NotStated('how an export shows consents.')
    if (!Object.hasOwn(parts, type)) throw new Refusal('Invalid data type')
    return type
  })
  const shown = new Set<string>(asked.map((type) => parts[type] ?? ''))
  const found = world.store.all().filter(({ tags }) => wanted.some((tag) => tags?.has(tag)))
  const contacts = found.map((contact) => {
    const whole = { ...full(contact), dictionaryProperties: [...(contact.typedDetails?.values() ?? [])] }
    const isShown = (name: string) => (lists.has(name) ? shown.has(name) : name === 'id' || shown.has(''))
    return Object.fromEntries(Object.entries(whole).filter(([name]) => isShown(name)))
  })
  return { requestId: job(world, fileOf(world, contacts.toArray())) }
}

function fileOf({ files, url }: World, content: object): string {
  const name = `${crypto.randomUUID()}.json`
  files.set(name, JSON.stringify(content))
  return `${url()}/files/${name}`
}

function job({ jobs }: World, file: string | null): number {
  const requestId = 1000 + jobs.size
  jobs.set(requestId, { waits: 1, file })
  return requestId
}
