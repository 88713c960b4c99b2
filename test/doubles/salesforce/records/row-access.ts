import { ApiError, entityIsDeleted, notFound, uncertainRefusal } from '../errors.ts'
import type { Row, Value } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Writer } from './write.ts'

/** The record that a write is about, or the refusal for one that is deleted, unknown or hidden. */
export function living({ database }: Writer, table: Table, id: string): Row {
  const row = table.get(id)
  if (!row || database.hidden.has(id)) throw notFound()
  if (row['IsDeleted'] === true) throw entityIsDeleted()
  return row
}

/**
 * The table as the writing user sees it, whichever view of it the caller holds: object permissions and field-level
 * security of every write are decided here.
 */
export function asSeen({ seen }: Writer, { schema: { name } }: Table): Table {
  if (!seen.schema.object(name)) throw insufficientAccess()
  return seen.tableNamed(name)
}

/** Refuses the write while another transaction holds the record or one it points at; users are never held. */
export function checkLocks(writer: Writer, table: Table, row: Row): void {
  if (writer.rules.locks.isEmpty) return // most writes: bulk loads of a million rows come through here
  const held = [row.Id]
  for (const { name, type, referenceTo } of table.schema.fields) {
    const id = row[name]
    if (type === 'reference' && typeof id === 'string' && !referenceTo.includes('User')) held.push(id)
  }
  writer.rules.locks.check(held, writer.now)
}

/** The user may read the object but not edit it [V: text]. */
export const insufficientAccess = () =>
  new ApiError(400, 'INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [])

/** Setup objects are written by those who hold the permission for it [V]. */
export function checkSetupRight({ has }: Writer, { schema }: Table): void {
  const { writtenWith } = schema.spec
  if (writtenWith !== undefined && !has(writtenWith)) throw insufficientAccess()
}

/** What a permission set of an installed package opens can't be changed where the org says so. */
export function checkManagedSet(
  { switches, database }: Writer,
  object: string,
  given: Readonly<Record<string, Value>>
): void {
  if (object !== 'SetupEntityAccess' || !switches.packageLocked) return
  const set = database.find(String(given['ParentId']))
  if (set && (set['NamespacePrefix'] ?? null) !== null)
    throw uncertainRefusal('managedObject', { entity: 'SetupEntityAccess', component: set.Id }, [])
}

/** A converted lead takes no more writes by the API [V: text]. */
export function refuseConverted(row: Row): void {
  if (row['IsConverted'] !== true) return
  throw new ApiError(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', [])
}

/** The three fields each write moves. */
export const modified = ({ userId, stamp }: Writer): Record<string, Value> => ({
  LastModifiedDate: stamp,
  LastModifiedById: userId,
  SystemModstamp: stamp
})

export const notSupported = (name: string) =>
  new ApiError(400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be written: ${name}`, [])
