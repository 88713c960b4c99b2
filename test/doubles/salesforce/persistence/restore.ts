import { createPublicKey } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { OrgState } from '../org-state.ts'
import type { Row } from '../store/row.ts'
import { format } from './saved.ts'
import type { Head, SavedObject, Tail } from './saved.ts'

/** Reads the first line of a data file; null when there is no file. Throws for a file of another version. */
export async function readHead(file: string): Promise<Head | null> {
  try {
    for await (const text of linesOf(file)) {
      const head = JSON.parse(text) as Head // our own file
      if (head.format !== format) throw new Error(`${file} was written by another version; delete it`)
      return head
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return null
}

/** Fills a fresh org of the same id from a file; answers the admin's token. */
export async function restore(org: OrgState, file: string): Promise<string> {
  let tail: Tail | null = null
  let head: Head | null = null
  for await (const text of linesOf(file)) {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) putRow(org, value as [string, Row])
    else if (head) tail = value as Tail
    else for (const object of (head = value as Head).objects) putObject(org, object)
  }
  if (!tail) throw new Error(`${file} is not complete`)
  putTail(org, tail)
  return tail.adminToken
}

const linesOf = (file: string) => createInterface({ input: createReadStream(file), crlfDelay: Infinity })

function putObject({ schema, database }: OrgState, { spec, added, names }: SavedObject): void {
  const object = schema.object(spec.name) ?? schema.addObject(spec)
  for (const field of added) database.addField(object, field)
  const kept = new Set(names)
  for (const { name } of [...object.fields]) if (!kept.has(name)) object.removeField(name)
}

/** What every org starts with (users, profiles) is there already. */
function putRow({ database }: OrgState, [object, row]: [string, Row]): void {
  const table = database.tableNamed(object)
  const held = table.get(row.Id)
  if (held) table.remove(held)
  table.insert(row)
}

function putTail(org: OrgState, tail: Tail): void {
  org.clock.advance(tail.clockOffsetMs)
  for (const [prefix, count] of tail.counters) org.ids.counters.set(prefix, count)
  for (const person of tail.people) org.people.restore(person)
  Object.assign(org.app, tail.app, { publicKey: createPublicKey(tail.app.privateKey) })
  for (const url of tail.callbackUrls) org.app.callbackUrls.add(url)
  for (const session of tail.sessions) {
    org.sessions.restore({ ...session, expiresAt: session.expiresAt ?? Infinity })
  }
  Object.assign(org.switches, tail.switches)
  for (const id of tail.hidden) org.database.hidden.add(id)
  const messages = new Map(tail.messages.map((saved) => [saved.actionId, org.outbox.define(saved)]))
  for (const { actionId, ...entry } of tail.waiting) {
    const message = messages.get(actionId)
    // An attempt that was under way may have arrived; it is made again, as after any crash of a sender.
    if (message) org.outbox.queue.restore({ ...entry, message, sending: false })
  }
}
