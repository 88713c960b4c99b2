import { ApiError, uncertainRefusal } from '../errors.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { Body } from './prepare.ts'
import { deletedWith } from './delete-log.ts'
import { asSeen, checkLocks, insufficientAccess, living, modified } from './row-access.ts'
import { updateRecord } from './write.ts'
import type { Writer } from './write.ts'

export interface Merged {
  readonly id: string
  readonly mergedRecordIds: readonly string[]
  /** The children that changed hands. */
  readonly updatedRelatedIds: readonly string[]
}

/**
 * Up to two losers go into the recycle bin with `MasterRecordId`, their children go to the winner, and the winner is
 * updated with `values`. Nothing on the winner tells that there was a merge [V].
 */
export function mergeRecords(
  writer: Writer,
  named: Table,
  winnerId: string,
  values: Body,
  loserIds: readonly string[]
): Merged {
  const table = asSeen(writer, named)
  const { name, spec } = table.schema
  if (spec.updateable === false || spec.deletable === false) throw insufficientAccess()
  if (spec.mergeable !== true) throw refusal('INVALID_TYPE', `merge is not supported for ${name}`)
  if (loserIds.length === 0) throw uncertainRefusal('mergeOfNone', {}, [])
  if (loserIds.length > 2) throw uncertainRefusal('mergeOfMany', {}, [])
  if (loserIds.includes(winnerId)) {
    throw uncertainRefusal('mergeWithItself', {}, [])
  }
  if (loserIds.some((id) => writer.database.schema.ofId(id)?.name !== name)) {
    throw uncertainRefusal('mergeOfTypes', {}, [])
  }
  living(writer, table, winnerId)
  const losers = loserIds.map((id) => living(writer, table, id))
  for (const loser of losers) checkLocks(writer, table, loser)
  const updatedRelatedIds = losers.flatMap(({ Id }) => reparent(writer, name, Id, winnerId))
  for (const loser of losers) {
    const gone = { IsDeleted: true, MasterRecordId: winnerId, [deletedWith]: loser.Id, ...modified(writer) }
    writer.transaction.change(name, loser, gone, 'delete')
  }
  updateRecord(writer, table, winnerId, values)
  return { id: winnerId, mergedRecordIds: loserIds, updatedRelatedIds }
}

/** Whatever pointed at the loser points at the winner; whether its stamp moves is a switch. */
function reparent(writer: Writer, object: string, from: string, to: string): string[] {
  const moved: string[] = []
  for (const child of writer.database.schema.objects) {
    for (const field of child.fields) {
      if (field.name === 'MasterRecordId' || !field.referenceTo.includes(object)) continue
      const table = writer.database.table(child)
      for (const row of pointing(table, field.name, from)) {
        // A record that points at its own winner would be its own parent.
        const values = { [field.name]: row.Id === to ? null : to }
        const stamps = writer.switches.mergeStampsChildren ? modified(writer) : {}
        writer.transaction.changeSilently(child.name, row, { ...values, ...stamps })
        if (row['IsDeleted'] !== true) moved.push(row.Id)
      }
    }
  }
  return moved
}

function pointing(table: Table, field: string, id: string): Row[] {
  return table.find(field, id) ?? [...table.rows()].filter((row) => row[field] === id)
}

const refusal = (code: string, message: string) => new ApiError(400, code, message, [])
