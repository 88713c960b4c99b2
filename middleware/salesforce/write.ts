import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'
import type { Session } from './session.ts'
import { fieldPath, objectName } from './soql.ts'
import { writeByBulk, type BulkWriteOptions } from './write-bulk.ts'
import { writeByCollections, type CollectionOptions } from './write-collections.ts'
import {
  refused,
  type NumberedRow,
  type WriteOutcome,
  type WriteRequest,
  type WriteRow
} from './write-outcome.ts'

export type { WriteOutcome, WriteRequest, WriteRow } from './write-outcome.ts'

export interface WriteOptions extends BulkWriteOptions, CollectionOptions {
  /** Rows from which Bulk API takes fewer calls than collections of 200 (facts G). */
  readonly bulkFrom?: number
}

const bulkFrom = 1400

/**
 * Writes rows of one object, and gives one outcome a row in the order of the rows. A refused row never fails its
 * neighbours. When a failure is not about the rows (session, limits, network) the rest is not sent and gets the same error.
 * Throws the signal's reason, and `invalid` for a name that is none; nothing else.
 */
export async function writeRecords(
  session: Session,
  request: WriteRequest,
  options: WriteOptions = {}
): Promise<WriteOutcome[]> {
  objectName(request.object)
  if (request.operation === 'upsert') fieldPath(request.externalId)

  const outcomes = new Map<number, WriteOutcome>()
  const ready: NumberedRow[] = []
  const single: NumberedRow[] = []
  for (const [index, row] of request.rows.entries()) {
    const refusal = unsendable(request, row)
    if (refusal !== null) outcomes.set(index, refused(refusal))
    else if (!fitsBulk(row)) single.push({ index, row })
    else ready.push({ index, row })
  }
  const bulk = ready.length >= (options.bulkFrom ?? bulkFrom) && options.allowDuplicates !== true
  const told = (index: number, outcome: WriteOutcome) => void outcomes.set(index, outcome)
  if (bulk) await writeByBulk(session, request, ready, options, told)
  await writeByCollections(session, request, bulk ? single : [...ready, ...single], options, told)
  return request.rows.map((_, index) => outcomes.get(index) ?? unanswered())
}

/** In a bulk file `#N/A` blanks a field, and a line without any value is no row. */
const fitsBulk = (row: WriteRow) => {
  const values = Object.values(row)
  return values.length > 0 && !values.includes('#N/A')
}

const unanswered = () =>
  refused(new SalesforceError('unavailable', 'Salesforce did not say what became of the record.'), true)

/** What would be wrong with the row whatever Salesforce says. */
function unsendable(request: WriteRequest, row: WriteRow): SalesforceError | null {
  const no = (message: string, field: string) => new SalesforceError('invalid', message, { fields: [field] })
  if (request.operation === 'create') return 'Id' in row ? no('A new record can not have an Id.', 'Id') : null
  if (request.operation === 'upsert') {
    const key = row[request.externalId]
    return key === undefined || key === null || key === ''
      ? no(`The record has no ${request.externalId}, by which it would be found.`, request.externalId)
      : null
  }
  const { Id: id } = row
  return typeof id === 'string' && toId18(id) !== null
    ? null
    : no(`${JSON.stringify(id ?? null)} is not a Salesforce id.`, 'Id')
}

/** Ids of the records that a refusal says the row would duplicate. */
export function duplicatesOf(error: SalesforceError): string[] {
  const found = new Set<string>()
  const walk = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > 8) return
    for (const [name, inner] of Object.entries(value)) {
      const id = name === 'Id' && typeof inner === 'string' ? toId18(inner) : null
      if (id === null) walk(inner, depth + 1)
      else found.add(id)
    }
  }
  walk(error.cause, 0)
  if (error.code === 'DUPLICATE_VALUE') {
    for (const [word] of error.message.matchAll(/\b[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?\b/g)) {
      const id = toId18(word)
      if (id !== null && /\d/.test(word)) found.add(id)
    }
  }
  return [...found]
}
