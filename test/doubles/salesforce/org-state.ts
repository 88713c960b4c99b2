import { BulkJobs } from './bulk/jobs.ts'
import { Reports } from './analytics/reports.ts'
import { ApexCode } from './apex/apex-code.ts'
import { Permissions } from './access/permissions.ts'
import { objectSeenBySender, userRights } from './access/seen-by.ts'
import { Credentials } from './credentials/credentials.ts'
import { Clock } from './clock.ts'
import { Chaos } from './http/chaos.ts'
import { Faults } from './http/faults.ts'
import { Traffic } from './http/traffic.ts'
import { IdSequence, toId } from './ids.ts'
import { createApp } from './login/client-app.ts'
import type { ClientApp } from './login/client-app.ts'
import { GrantsGiven } from './login/grants-given.ts'
import { People } from './login/people.ts'
import { Sessions } from './login/sessions.ts'
import { Outbox } from './messages/outbox.ts'
import type { PosterOptions } from './messages/post.ts'
import { flowMessages, refuseFaulted } from './metadata/flow/flow-messages.ts'
import { MetadataState } from './metadata/metadata-state.ts'
import { recordRules } from './records/record-rules.ts'
import type { RecordRules } from './records/record-rules.ts'
import { StagedCommits } from './records/staged.ts'
import { expireBin } from './records/expire-bin.ts'
import type { Writer } from './records/write.ts'
import { Schema } from './schema/schema.ts'
import { Cursors } from './soql/cursors.ts'
import { Database } from './store/database.ts'
import { Transaction } from './store/transaction.ts'
import { defaultSwitches } from './switches.ts'
import type { Switches } from './switches.ts'
import { wordsOf } from './uncertain.ts'

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
  readonly grants: GrantsGiven
  /** Permission sets and who has them. */
  readonly access: Permissions
  readonly reports: Reports
  readonly switches: Switches
  readonly cursors: Cursors
  readonly faults: Faults
  /** Random faults; commands switch them. */
  chaos: Chaos | null
  readonly traffic: Traffic
  readonly apex: ApexCode
  readonly outbox: Outbox
  readonly staged: StagedCommits
  readonly bulk: BulkJobs
  readonly metadata: MetadataState
  readonly credentials: Credentials
  /** Validation rules, duplicate rules, row locks and the deletion log. */
  readonly rules: RecordRules
  /** Writes the org to its folder now; false where it is kept in none. */
  save: () => Promise<boolean>
  /** The transaction that all commits join while `commitAsOne` runs. */
  readonly unit?: Transaction
}

export interface StateOptions {
  readonly orgId: string
  readonly switches: Partial<Switches>
  /** Seed of random faults; none unless given. */
  readonly chaos?: number
  /** How outbound messages are sent. */
  readonly poster: PosterOptions
}

export async function createState(options: StateOptions): Promise<OrgState> {
  const id = toId(options.orgId)
  if (!id?.startsWith('00D')) throw new Error(`orgId is not an organization's id: ${options.orgId}`)
  const clock = new Clock()
  const ids = new IdSequence()
  const schema = new Schema()
  const database = new Database(schema)
  database.now = () => clock.now()
  const people = new People({ database, ids, orgId: id, stamp: clock.stamp() })
  const switches = { ...defaultSwitches, ...options.switches }
  const sessions = new Sessions({ orgId: id, clock, switches })
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
    grants: new GrantsGiven(clock),
    access: new Permissions({ database, ids, stamp: () => clock.stamp() }),
    reports: new Reports(clock, ids),
    switches,
    cursors: new Cursors(ids),
    faults: new Faults(),
    chaos: options.chaos === undefined ? null : new Chaos(options.chaos),
    traffic: new Traffic(clock),
    apex: new ApexCode(),
    outbox: new Outbox({ database, clock, ids, orgId: id, switches, ...options.poster }),
    staged: new StagedCommits(clock, (userId, work, stamp) => commit(state, userId, work, stamp)),
    bulk: new BulkJobs(clock),
    metadata: new MetadataState(),
    credentials: new Credentials(ids),
    rules: recordRules(),
    save: () => Promise.resolve(false)
  }
  clock.onAdvance(() => expireBin(state))
  state.rules.locks.surprise = () => state.chaos?.locksRow() ?? false
  state.outbox.flowMessages = (touch, userId) => flowMessages(state, touch, userId)
  database.tableNamed('Organization').compute('OrganizationType', () => `${switches.edition} Edition`)
  state.outbox.objectSeen = (message) => objectSeenBySender(state, message)
  return state
}

/** What a permission set may open, by its id of 15 or 18 characters. */
function setupEntity({ credentials, metadata }: OrgState, id: string): string | undefined {
  const wanted = toId(id)
  if (wanted !== null && credentials.isPrincipal(wanted)) return wordsOf('principalEntityType')
  const held = metadata.catalogue.all.find((each) => each.id === wanted)
  return held && ['ApexClass', 'ApexPage', 'CustomPermission', 'CustomApplication'].includes(held.type)
    ? held.type
    : undefined
}

/** Changes of a user without the permission Send Outbound Messages send none [V]. */
function queueMessages({ outbox, people }: OrgState, { touched }: Transaction, userId: string): void {
  const person = [...people.all].find(({ id }) => id === userId)
  if (person?.sendsMessages !== false) outbox.changed(touched, userId)
}

/** Runs writes as one transaction; what they touched goes to the outbox only when all of it stays. */
export function commit<T>(
  state: OrgState,
  userId: string,
  work: (writer: Writer) => T,
  stamp = state.clock.stamp()
): T {
  const { ids, rules, switches } = state
  const database = state.database.whole
  const transaction = state.unit ?? new Transaction(database)
  const { mark } = transaction
  try {
    const result = work({
      database,
      seen: state.database,
      transaction,
      ids,
      userId,
      stamp,
      now: state.clock.now(),
      rules,
      switches,
      afterSave: (touch) => refuseFaulted(state, touch, userId),
      setupEntity: (id) => setupEntity(state, id),
      has: (permission) => userRights(state, userId).has(permission)
    })
    if (!state.unit) queueMessages(state, transaction, userId)
    return result
  } catch (error) {
    transaction.rollback(mark)
    throw error
  }
}

/**
 * Several commits that stay or go together: `work` gets an org whose commits join one transaction. Nothing else may
 * write meanwhile, so `work` must wait for nothing from outside.
 */
export async function commitAsOne<T>(
  state: OrgState,
  userId: string,
  work: (org: OrgState) => Promise<T>
): Promise<T> {
  const unit = new Transaction(state.database.whole)
  try {
    const result = await work({ ...state, unit })
    queueMessages(state, unit, userId)
    return result
  } catch (error) {
    unit.rollback()
    throw error
  }
}
