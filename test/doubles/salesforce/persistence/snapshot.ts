import type { OrgState } from '../org-state.ts'
import { Schema } from '../schema/schema.ts'
import { format } from './saved.ts'
import type { Head, SavedObject, Tail } from './saved.ts'

/**
 * The org as lines of JSON: a head, `["Contact",{…}]` for each record, a tail. Records may change between two lines;
 * each is whole in itself.
 */
export function* snapshotLines(org: OrgState, adminToken: string): Generator<string> {
  yield line(headOf(org))
  for (const object of org.schema.objects) {
    for (const row of org.database.table(object).rows()) yield line([object.name, row])
  }
  yield line(tailOf(org, adminToken))
}

const line = (value: unknown) => `${JSON.stringify(value)}\n`

/** A number that moves with everything a file holds. */
export function changeMark({ database, schema, sessions, outbox, clock, switches }: OrgState): string {
  let writes = 0
  for (const object of schema.objects) writes += database.table(object).writes
  const { queue, counts, messages } = outbox
  const offset = Math.round((clock.now() - Date.now()) / 1000)
  const settings: readonly unknown[] = Object.values(switches)
  const rest = [sessions.opened, queue.size, counts.bodies, counts.acknowledged, messages.length, offset]
  return [writes, schema.revision, ...rest, ...settings].join(' ')
}

function headOf({ id, schema }: OrgState): Head {
  const original = new Schema()
  return { format, orgId: id, objects: [...schema.objects].map((object) => savedObject(original, object)) }
}

function savedObject(original: Schema, object: NonNullable<ReturnType<Schema['object']>>): SavedObject {
  const known = original.object(object.name)
  const fields = [...object.fields]
  return {
    spec: { ...object.spec, fields: [] },
    added: fields.filter(({ name }) => !known?.field(name)),
    names: fields.map(({ name }) => name)
  }
}

function tailOf(org: OrgState, adminToken: string): Tail {
  const { clientId, clientSecret, privateKey, callbackUrls } = org.app
  return {
    clockOffsetMs: org.clock.now() - Date.now(),
    counters: [...org.ids.counters],
    people: [...org.people.all],
    app: { clientId, clientSecret, privateKey },
    callbackUrls: [...callbackUrls],
    sessions: [...org.sessions.all].map((session) => ({
      ...session,
      expiresAt: session.expiresAt === Infinity ? null : session.expiresAt
    })),
    adminToken,
    switches: org.switches,
    hidden: [...org.database.hidden],
    messages: org.outbox.messages,
    waiting: [...org.outbox.queue.entries].map(({ message, ...entry }) => ({
      ...entry,
      actionId: message.actionId
    }))
  }
}
