import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import { checkOnce, lookupField, upsertRecord } from '../records/upsert.ts'
import { createRecord, deleteRecord, hardDeleteRecord, updateRecord } from '../records/write.ts'
import type { Body } from '../records/prepare.ts'
import type { Writer } from '../records/write.ts'
import type { Table } from '../store/table.ts'
import type { Outcome } from './job.ts'

export interface RowJob {
  readonly operation: string
  readonly externalIdFieldName: string | null
}

/** Rows Salesforce saves in one go: a key may stand in them once [K]. */
export const rowsAtOnce = 200

/** Saves rows as one transaction in which each row fails alone. */
export function writeRows(writer: Writer, table: Table, job: RowJob, rows: readonly Body[]): Outcome[] {
  const keys = new Set<unknown>()
  return rows.map((row) => {
    const { mark } = writer.transaction
    try {
      checkOnce(keyOf(job, row), keys)
      return { ...writeRow(writer, table, job, row), error: null }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      writer.transaction.rollback(mark)
      return { id: toId(row['Id']) ?? '', created: false, error: error.all.map(rowError).join('') }
    }
  })
}

function writeRow(writer: Writer, table: Table, job: RowJob, row: Body): { id: string; created: boolean } {
  switch (job.operation) {
    case 'insert':
      if (row['Id'] !== undefined) throw invalidField('cannot specify Id in an insert call')
      return { id: createRecord(writer, table, row).Id, created: true }
    case 'update':
      return { id: updateRecord(writer, table, idOf(table, row), row).Id, created: false }
    case 'upsert': {
      const field = lookupField(table, job.externalIdFieldName ?? 'Id')
      return upsertRecord(writer, table, field, row[field.name], row)
    }
    default: {
      const id = idOf(table, row)
      if (job.operation === 'hardDelete') hardDeleteRecord(writer, table, id)
      else deleteRecord(writer, table, id)
      return { id, created: false }
    }
  }
}

function idOf(table: Table, row: Body): string {
  const given = row['Id'] ?? ''
  if (given === '') throw new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', [])
  const id = toId(given)
  if (id?.startsWith(table.schema.spec.keyPrefix)) return id
  const message = `${table.schema.spec.label} ID: id value of incorrect type: ${typeof given === 'string' ? given : JSON.stringify(given)}`
  throw new ApiError(400, 'MALFORMED_ID', message, ['Id'])
}

/** The row's external id, where the job upserts by one. */
function keyOf({ operation, externalIdFieldName }: RowJob, row: Body): unknown {
  if (operation !== 'upsert' || externalIdFieldName === null || externalIdFieldName === 'Id') return undefined
  const wanted = externalIdFieldName.toLowerCase()
  return Object.entries(row).find(([name]) => name.toLowerCase() === wanted)?.[1]
}

const invalidField = (message: string) => new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, [])

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --` [V/K]. */
function rowError({ code, message, fields = [] }: ApiError): string {
  if (code === 'NOT_FOUND') return 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--'
  return `${code}:${message}:${fields.join(',')}${fields.length > 0 ? ' ' : ''}--`
}
