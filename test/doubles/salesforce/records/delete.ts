import { ApiError, notFound, uncertainRefusal } from '../errors.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { deletedWith } from './delete-log.ts'
import {
  asSeen,
  checkLocks,
  checkSetupRight,
  insufficientAccess,
  living,
  modified,
  notSupported
} from './row-access.ts'
import type { Writer } from './write.ts'

/** Into the recycle bin, with the contacts and opportunities of an account [K]; a delete moves the stamps [V]. */
export function deleteRecord(writer: Writer, named: Table, id: string): void {
  const table = asSeen(writer, named)
  refuseUndeletable(writer, table)
  checkSetupRight(writer, table)
  const row = living(writer, table, id)
  checkLocks(writer, table, row)
  refuseClosedWon(writer, table, row)
  refuseRestricted(writer, table, row)
  // What has no IsDeleted has no recycle bin either [V].
  if (table.schema.field('IsDeleted')) bin(writer, table, row, id)
  else hardDeleteRecord(writer, table, id)
}

function bin(writer: Writer, table: Table, row: Row, root: string): void {
  const { name } = table.schema
  const values = { IsDeleted: true, [deletedWith]: root, ...modified(writer) }
  writer.transaction.change(name, row, values, 'delete')
  for (const child of cascaded(writer, table, row.Id)) {
    if (child.row['IsDeleted'] !== true) bin(writer, child.table, child.row, root)
  }
}

/** Out of the recycle bin, with what its deletion took along [V]; a merge's loser is nobody's loser any more [K]. */
export function undeleteRecord(writer: Writer, named: Table, id: string): void {
  const table = asSeen(writer, named)
  refuseUndeletable(writer, table)
  const row = table.get(id)
  if (!row) throw notFound()
  if (row['IsDeleted'] !== true) {
    throw new ApiError(400, 'UNDELETE_FAILED', 'Entity is not in the recycle bin', [])
  }
  restore(writer, table, row, id)
}

function restore(writer: Writer, table: Table, row: Row, root: string): void {
  const values = { IsDeleted: false, [deletedWith]: null, ...modified(writer) }
  const merged = table.schema.field('MasterRecordId') ? { MasterRecordId: null } : {}
  writer.transaction.change(table.schema.name, row, { ...values, ...merged }, 'undelete')
  for (const child of cascaded(writer, table, row.Id)) {
    if (child.row['IsDeleted'] === true && child.row[deletedWith] === root) {
      restore(writer, child.table, child.row, root)
    }
  }
}

/** Gone for good, in the recycle bin or not, with its children. */
export function hardDeleteRecord(writer: Writer, named: Table, id: string): void {
  const table = asSeen(writer, named)
  refuseUndeletable(writer, table)
  purge(writer, table, id)
}

function purge(writer: Writer, table: Table, id: string): void {
  const row = table.get(id)
  if (!row || writer.database.hidden.has(id)) throw notFound()
  for (const child of cascaded(writer, table, id)) purge(writer, child.table, child.row.Id)
  writer.rules.deletions.purge(writer.transaction, table.schema.name, row)
}

/** Out of the bin for good: only what is in it. */
export function emptyFromBin(writer: Writer, table: Table, id: string): void {
  const row = table.get(id)
  if (row?.['IsDeleted'] !== true) {
    throw uncertainRefusal('notInBin', { id }, [])
  }
  hardDeleteRecord(writer, table, id)
}

/** The records that a deletion takes along: contacts and opportunities of an account, members of a campaign. */
function cascaded({ database }: Writer, table: Table, id: string): { table: Table; row: Row }[] {
  return database
    .tableNamed(table.schema.name)
    .schema.children.filter(({ field }) => field.parentDelete === 'cascade')
    .flatMap(({ child, field }) => {
      const children = database.table(child)
      return (children.find(field.name, id) ?? []).map((row) => ({ table: children, row }))
    })
}

/** No user may delete a user, and some may not delete what others may. */
function refuseUndeletable({ database }: Writer, table: Table): void {
  if (table.schema.spec.deletable !== false) return
  const { name } = table.schema
  throw database.tableNamed(name).schema.spec.deletable === false ? notSupported(name) : insufficientAccess()
}

/** A contact or an account with cases stays [V]. */
function refuseRestricted({ database }: Writer, table: Table, row: Row): void {
  for (const { child, field } of database.tableNamed(table.schema.name).schema.children) {
    if (field.parentDelete !== 'restrict') continue
    const kept = (database.table(child).find(field.name, row.Id) ?? []).filter(
      (each) => each['IsDeleted'] !== true
    )
    if (kept.length === 0) continue
    const names = kept.map((each) => String(each['CaseNumber'] ?? each.Id)).join(', ')
    const values = {
      name: String(row['Name']),
      children: child.spec.labelPlural.toLowerCase(),
      list: names
    }
    throw uncertainRefusal('deleteRestricted', values, [])
  }
}

/** An account with a closed-won opportunity stays. */
function refuseClosedWon(writer: Writer, table: Table, row: Row): void {
  if (table.schema.name !== 'Account' || !writer.switches.closedWonKeepsAccount) return
  const won = cascaded(writer, table, row.Id).some(
    (child) => child.row['IsWon'] === true && child.row['IsDeleted'] !== true
  )
  if (!won) return
  throw uncertainRefusal('deleteClosedWon', { name: String(row['Name']) }, [])
}
