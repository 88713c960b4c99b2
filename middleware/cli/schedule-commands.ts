import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { loadRules } from '../database/rules.ts'
import { ConnectError } from '../sync/connect.ts'
import { noConnection } from '../sync/connect-error.ts'
import type { Engine } from '../sync/engine.ts'
import {
  changeRules,
  pause,
  reconcile,
  resynchronize,
  rulesOf,
  syncNow,
  type ConnectionKey
} from '../sync/schedules.ts'
import { mergeRules } from './merge-rules.ts'
import { UsageError, whole, type Command } from './usage.ts'

export const scheduleUsage = `  rules ORG CONNECTION [FILE] when and how much it works; with FILE (JSON, - for standard input) what it names is so
                              from now on, and the rest stays; null takes a value away
  sync-now ORG CONNECTION     look at both sides now, for what changed since the last time
  resync ORG CONNECTION       everything again, at the next time that it is due
  reconcile ORG CONNECTION    compare everything both sides hold, and bring in step what differs
  pause ORG CONNECTION        nothing but opt-outs flows
  resume ORG CONNECTION       it goes on where it stopped`

export const scheduleCommands: Readonly<Record<string, Command>> = {
  async rules(engine, [org, connection, file], { json }) {
    const key = keyOf(org, connection)
    if (file !== undefined) await changeNamed(engine, key, await objectIn(file))
    const { rules } = await rulesOf(engine, key)
    // As a file may say it: the zone of the quiet hours is the connection's.
    const { quiet } = rules
    const shown = { ...rules, quiet: quiet === null ? null : { from: quiet.from, to: quiet.to } }
    console.log(json ? JSON.stringify(shown) : JSON.stringify(shown, null, 2))
  },
  async 'sync-now'(engine, [org, connection]) {
    await syncNow(engine, keyOf(org, connection))
    console.log('Asked for. A running worker begins within five seconds.')
  },
  async resync(engine, [org, connection]) {
    for (const { name, nextPollAt } of await resynchronize(engine, keyOf(org, connection)))
      console.log(`${name}: everything again ${nextPollAt === null ? 'with the next "sync-now"' : `at ${nextPollAt.toISOString()}`}.`) // prettier-ignore
  },
  async reconcile(engine, [org, connection]) {
    const names = await reconcile(engine, keyOf(org, connection))
    console.log(
      `Asked for: ${names.join(', ')}. A running worker begins within five seconds; "history" shows how it ended.`
    )
  },
  async pause(engine, [org, connection]) {
    const done = await pause(engine, keyOf(org, connection), true)
    console.log(done ? 'Paused. Messages are kept, opt-outs still flow.' : 'It is paused already.')
  },
  async resume(engine, [org, connection]) {
    const done = await pause(engine, keyOf(org, connection), false)
    console.log(done ? 'It goes on within five seconds.' : 'It is not paused.')
  }
}

/** What a screen saves between the reading and the writing is not written over: it is refused, and can be done again. */
async function changeNamed(engine: Engine, key: ConnectionKey, named: object): Promise<void> {
  const found = await loadRules(engine.db, key.orgId, key.connectionId)
  if (found === null) throw noConnection(key.orgId, key.connectionId)
  await changeRules(engine, key, mergeRules(found.rules, named), found.rev)
}

const keyOf = (org: string | undefined, connection: string | undefined) => ({
  orgId: whole('ORG', org),
  connectionId: whole('CONNECTION', connection)
})

async function objectIn(file: string): Promise<object> {
  const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  try {
    const read: unknown = JSON.parse(content)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read
  } catch (cause) {
    throw new ConnectError(`${file} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause })
  }
  throw new UsageError(`${file} must hold a JSON object`)
}
