import { ApiError, notFound } from '../errors.ts'
import { toId } from '../ids.ts'
import type { Row } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import type { PageCall } from './page-call.ts'

/** The table an address names. */
export function tableOf({ org, params }: PageCall): Table {
  const object = org.schema.object(params['object'] ?? '')
  if (!object) throw new ApiError(404, 'NOT_FOUND', `This org has no object ${params['object'] ?? ''}`)
  return org.database.table(object)
}

/** The record an address names, deleted or not, and its table. */
export function recordOf({ org, params }: PageCall): { row: Row; table: Table } {
  const id = toId(params['id'])
  const row = id === null ? undefined : org.database.find(id)
  const object = row && org.schema.ofId(row.Id)
  if (!object) throw notFound()
  return { row, table: org.database.table(object) }
}

export const isDeleted = (row: Row) => row['IsDeleted'] === true
