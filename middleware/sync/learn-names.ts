import type { StoredConnection } from '../database/connections.ts'
import { saveNames } from '../database/names.ts'
import type { Database } from '../database/open.ts'
import { describe } from '../salesforce/describe.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { realName, type FieldNames, type OrgNames } from '../salesforce/names.ts'
import type { Session } from '../salesforce/session.ts'
import { namesIn } from './names.ts'

/** A field that was missing is looked for again after this long: somebody may have installed the package or given a right. */
const AGAIN_MS = 10 * 60_000

/**
 * The connection with what its fields are called in this org, looked up where nobody did yet: one description an object.
 * Nodes that look at the same time find the same. Throws `SalesforceError`.
 */
export async function withNames(
  db: Database,
  stored: StoredConnection,
  session: Session,
  now: Date,
  signal: AbortSignal
): Promise<StoredConnection> {
  const wanted = new Map<string, Set<string>>()
  for (const { spec } of stored.pairs)
    wanted.set(spec.salesforce, new Set([...(wanted.get(spec.salesforce) ?? []), ...namesIn(spec)]))
  const isOld = now.getTime() - Date.parse(stored.namesAt) > AGAIN_MS
  const found: Record<string, FieldNames | null> = {}
  for (const [object, names] of wanted) {
    const known = stored.names[object]
    if (known !== undefined && !(isOld && lacks(known)) && isWhole(known, names)) continue
    found[object] = await lookUp(session, object, [...names], signal)
  }
  if (Object.keys(found).length === 0) return stored
  await saveNames(db, stored.orgId, found, now)
  return { ...stored, names: { ...stored.names, ...merged(stored.names, found) }, namesAt: now.toISOString() }
}

const isWhole = (known: FieldNames | null, names: ReadonlySet<string>): boolean =>
  known === null || [...names].every((name) => known[name] !== undefined)

const lacks = (known: FieldNames | null): boolean => known === null || Object.values(known).includes(null)

function merged(before: OrgNames, found: OrgNames): OrgNames {
  return Object.fromEntries(
    Object.entries(found).map(([object, names]) => [object, names && { ...before[object], ...names }])
  )
}

async function lookUp(
  session: Session,
  object: string,
  names: readonly string[],
  signal: AbortSignal
): Promise<FieldNames | null> {
  try {
    const { fields } = await describe(session, object, signal)
    const there = new Set(fields.map((one) => one.name))
    return Object.fromEntries(names.map((name) => [name, realName(name, (one) => there.has(one))]))
  } catch (error) {
    if (error instanceof SalesforceError && error.kind === 'not-found') return null
    throw error
  }
}
