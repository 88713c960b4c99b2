import { isObject, type Json } from '../../../middleware/connectors/decode.ts'
import type { Contact } from './contact.ts'
import { items, Refusal } from './refusal.ts'
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
  const name = `${crypto.randomUUID()}.json`
  world.files.set(name, JSON.stringify({ contacts }))
  return { requestId: job(world, `${world.url()}/files/${name}`) }
}

function job({ jobs }: World, file: string | null): number {
  const requestId = 1000 + jobs.size
  jobs.set(requestId, { waits: 1, file })
  return requestId
}
