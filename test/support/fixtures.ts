import { contacts } from './one-way.ts'
import { connectors } from '../../middleware/connectors/index.ts'
import { saveConnection, saveOrg } from '../../middleware/database/connections.ts'
import type { Database } from '../../middleware/database/open.ts'
import { takeLease } from '../../middleware/database/lease.ts'
import type { Held } from '../../middleware/database/record.ts'
import { startRun } from '../../middleware/database/runs.ts'
import { outcomeOf, type Change, type Outcome } from '../../middleware/sync/change.ts'
import { lanes, type Lane } from '../../middleware/sync/lanes.ts'

/** A Salesforce id of the right form: `003` + a number. The check characters of an all-digit id are `AAA`. */
export const contactId = (n: number): string => `003${String(n).padStart(12, '0')}AAA`

/** An org with one connection of the first connector and its first pair, as `connect` would have stored them. */
export async function storedConnection(
  db: Database,
  orgId = 1,
  tokenHash: Buffer = Buffer.alloc(32, orgId)
): Promise<{ orgId: number; connectionId: number; pairId: number }> {
  const [connector] = connectors
  if (connector === undefined) throw new Error('There is no connector.')
  const salesforceOrgId = `00D${String(orgId).padStart(12, '0')}EAA`
  await saveOrg(db, { orgId, salesforceOrgId, login: {}, sealedLogin: {} })
  const document = { pairs: [contacts] }
  const name = connector.label
  await saveConnection(db, {
    orgId,
    connectionId: 1,
    connector: connector.name,
    name,
    settings: {},
    sealed: {},
    tokenHash,
    document,
    author: 'test'
  })
  return { orgId, connectionId: 1, pairId: 1 }
}

/** A lease on a lane and a run to record in. */
export async function heldRun(
  db: Database,
  orgId = 1,
  lane: Lane = lanes.live,
  node = 'node A'
): Promise<{ held: Held; runId: number }> {
  const key = { orgId, connectionId: 1, lane }
  const fence = await takeLease(db, key, node)
  if (fence === null) throw new Error('The lane is taken.')
  const runId = await startRun(db, { ...key, pairId: 1 }, 'notifications', null)
  return { held: { ...key, fence }, runId }
}

/** A contact of Salesforce as it was read. */
export const changeOf = (n: number, rest: Partial<Change> = {}): Change => ({
  side: 'salesforce',
  id: contactId(n),
  stamp: '2026-01-01T00:00:00.000Z',
  values: {},
  deleted: false,
  masterId: null,
  tries: 0,
  ...rest
})

/** The outcome of a contact that was created outside. */
export function created(n: number, rest: Partial<Outcome> = {}): Outcome {
  const change = changeOf(n)
  const bases = { salesforce: [`a${n}@example.com`, null], external: [`a${n}@example.com`, null] }
  return outcomeOf({ change, link: null, salesforce: null, external: null }, 'created', {
    extId: `ext-${n}`,
    state: 0,
    ...bases,
    ...rest
  })
}
