import { ConnectorError, type Connector, type Side, type Value, type Values, type WriteOperation, type WriteResult } from '../../middleware/connectors/connector.ts' // prettier-ignore
import { SalesforceError } from '../../middleware/salesforce/errors.ts'
import type { Session } from '../../middleware/salesforce/session.ts'
import { contactId } from '../support/fixtures.ts'

export type Kept = Record<string, Value>
export interface Row {
  readonly id: string
  values: Kept
  at: number
  change: number
  deleted: boolean
  /** Counts how often somebody brought it back. */
  life: number
}
/** A write of ours, as the side saw it. */
export interface Written {
  readonly side: Side
  readonly kind: WriteOperation['kind']
  readonly id: string
  readonly values: Values
  readonly wasGone: boolean
}

/** The records of one side, its clock in full seconds, and what it makes of a value before it keeps it. */
export class Table {
  readonly rows = new Map<string, Row>()
  readonly side: Side
  readonly #now: () => number
  readonly #keep: (field: string, value: Value) => Value
  #change = 0

  constructor(side: Side, now: () => number, keep: (field: string, value: Value) => Value) {
    this.side = side
    this.#now = now
    this.#keep = keep
  }
  all = (): Row[] => [...this.rows.values()]
  live = (): Row[] => this.all().filter((one) => !one.deleted)
  add(blank: Kept, values: Values): Row {
    const n = this.rows.size + 1
    const id = this.side === 'salesforce' ? contactId(n) : `x${n}`
    const row: Row = { id, values: blank, at: 0, change: 0, deleted: false, life: 0 }
    this.rows.set(id, row)
    this.set(row, values)
    return row
  }
  set(row: Row, values: Values, deleted = row.deleted): void {
    const kept = Object.entries(values).map(([name, value]) => [name, this.#keep(name, value)] as const)
    row.values = { ...row.values, ...Object.fromEntries(kept) }
    if (row.deleted && !deleted) row.life++
    row.deleted = deleted
    row.at = this.#now()
    row.change = ++this.#change
  }
  stampOf = (row: Row): string => new Date(Math.floor(row.at / 1000) * 1000).toISOString()
}

/** What happens to the next write of a side: its reply is lost, or it is not carried out. */
export type Weather = 'fine' | 'reply-lost' | 'away'

/** Both sides as the pipeline reaches them: a connector, and a session that takes collections. */
export interface Doors {
  readonly blank: Kept
  readonly upserts: boolean
  readonly salesforce: Table
  readonly external: Table
  readonly written: Written[]
  /** False: whoever asks lost its lane meanwhile. */
  readonly gate: () => Promise<boolean>
  weather: (side: Side) => Weather
}

function carryOut(doors: Doors, side: Side, operation: WriteOperation): { id: string } | null {
  const table = doors[side]
  const isSame = (one: Row) => String(one.values['email']).toLowerCase() === String(operation.kind === 'create' && operation.values['email']).toLowerCase() // prettier-ignore
  const known =
    operation.kind !== 'create'
      ? table.rows.get(operation.id)
      : side === 'external' && doors.upserts
        ? table.live().find(isSame)
        : undefined
  const values = operation.kind === 'delete' ? {} : operation.values
  const wasGone = known?.deleted === true
  const tell = (id: string) => {
    doors.written.push({ side, kind: operation.kind, id, values, wasGone })
    return { id }
  }
  if (operation.kind === 'create' && known === undefined)
    return tell(table.add({ ...doors.blank }, values).id)
  if (known === undefined || wasGone) return operation.kind === 'delete' && known ? { id: known.id } : (tell(operation.kind === 'create' ? '' : operation.id), null) // prettier-ignore
  table.set(known, values, operation.kind === 'delete')
  return tell(known.id)
}

/** What the vendor kept differently from what was sent is not told: the engine has to find out by itself. */
export function write(doors: Doors): Connector['write'] {
  return async (_, { operations }) => {
    const isOurs = await doors.gate()
    // A node that lost its lane sends nothing any more; a create may have been on the wire all the while. Left out: an update
    // or an upsert that lands after a newer one.
    if (!isOurs && (doors.upserts || operations.some((one) => one.kind !== 'create')))
      throw new ConnectorError('unavailable', 'late')
    const weather = doors.weather('external')
    if (weather === 'away') throw new ConnectorError('unavailable', 'away')
    const results = operations.map((one): WriteResult => {
      const done = carryOut(doors, 'external', one)
      return done === null
        ? { ok: false, error: new ConnectorError('not-found', 'gone') }
        : { ok: true, id: done.id }
    })
    await doors.gate()
    if (weather === 'reply-lost') throw new ConnectorError('unavailable', 'the reply was lost')
    return results
  }
}

interface Collection {
  readonly records?: readonly Kept[]
}

export function session(doors: Doors): Session {
  const request = async ({
    method,
    body,
    query
  }: {
    method: string
    body?: unknown
    query?: { ids?: string }
  }) => {
    const isOurs = await doors.gate()
    if (!isOurs && method !== 'POST') throw new SalesforceError('unavailable', 'late')
    const weather = doors.weather('salesforce')
    if (weather === 'away') throw new SalesforceError('unavailable', 'away', { code: 'SERVER_UNAVAILABLE' })
    const rows = (body as Collection | undefined)?.records ?? []
    const operations: WriteOperation[] =
      method === 'DELETE'
        ? (query?.ids ?? '').split(',').map((id) => ({ kind: 'delete', id }))
        : rows
            .map(({ Id: id, ...rest }) => ({ id, values: fieldsOf(rest) }))
            .map(({ id, values }) =>
              method === 'POST' ? { kind: 'create', values } : { kind: 'update', id: String(id), values }
            )
    const results = operations.map((one) => {
      const done = carryOut(doors, 'salesforce', one)
      const gone = { statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }
      return done === null
        ? { id: null, success: false, errors: [gone] }
        : { id: done.id, success: true, errors: [] }
    })
    await doors.gate()
    if (weather === 'reply-lost') throw new SalesforceError('unavailable', 'the reply was lost')
    return { body: results }
  }
  return { request } as unknown as Session
}

const fieldsOf = (row: Kept): Kept =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'attributes'))
