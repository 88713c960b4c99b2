import { Clock } from './clock.ts'
import { Faults } from './http/faults.ts'
import { IdSequence, toId } from './ids.ts'
import { createApp } from './login/client-app.ts'
import type { ClientApp } from './login/client-app.ts'
import { People } from './login/people.ts'
import { Sessions } from './login/sessions.ts'
import { Outbox } from './messages/outbox.ts'
import { StagedCommits } from './records/staged.ts'
import type { Writer } from './records/write.ts'
import { Schema } from './schema/schema.ts'
import { Cursors } from './soql/cursors.ts'
import { Database } from './store/database.ts'
import { Transaction } from './store/transaction.ts'
import { defaultSwitches } from './switches.ts'
import type { Switches } from './switches.ts'

/** Everything one practice org holds. Handlers get it whole; nothing is kept outside it. */
export interface OrgState {
  readonly id: string
  /** `http://127.0.0.1:port`, known once it listens. */
  url: string
  readonly clock: Clock
  readonly ids: IdSequence
  readonly schema: Schema
  readonly database: Database
  readonly people: People
  readonly app: ClientApp
  readonly sessions: Sessions
  readonly switches: Switches
  readonly cursors: Cursors
  readonly faults: Faults
  readonly outbox: Outbox
  readonly staged: StagedCommits
}

export interface StateOptions {
  readonly orgId: string
  readonly switches: Partial<Switches>
  /** Milliseconds an outbound message's receiver has to answer. */
  readonly messageTimeoutMs: number
}

export async function createState(options: StateOptions): Promise<OrgState> {
  const id = toId(options.orgId)
  if (!id?.startsWith('00D')) throw new Error(`orgId is not an organization's id: ${options.orgId}`)
  const clock = new Clock()
  const ids = new IdSequence()
  const schema = new Schema()
  const database = new Database(schema)
  const people = new People({ database, ids, orgId: id, stamp: clock.stamp() })
  const switches = { ...defaultSwitches, ...options.switches }
  const sessions = new Sessions({ orgId: id, clock })
  const state: OrgState = {
    id,
    url: '',
    clock,
    ids,
    schema,
    database,
    people,
    app: await createApp(people.integration.username),
    sessions,
    switches,
    cursors: new Cursors(ids),
    faults: new Faults(),
    outbox: new Outbox({ database, clock, ids, orgId: id, switches, timeoutMs: options.messageTimeoutMs }),
    staged: new StagedCommits(clock, (userId, work, stamp) => commit(state, userId, work, stamp))
  }
  return state
}

/** Runs writes as one transaction; what they touched goes to the outbox only when all of it stays. */
export function commit<T>(
  state: OrgState,
  userId: string,
  work: (writer: Writer) => T,
  stamp = state.clock.stamp()
): T {
  const { database, ids } = state
  const transaction = new Transaction(database)
  try {
    const result = work({ database, transaction, ids, userId, stamp })
    state.outbox.changed(transaction.touched, userId)
    return result
  } catch (error) {
    transaction.rollback()
    throw error
  }
}
