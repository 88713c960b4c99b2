import { uncertainRefusal } from '../errors.ts'
import type { ApiCall } from '../http/call.ts'
import type { PlainObject } from '../json.ts'
import { delimiters, lineEndings } from './csv-write.ts'
import type { CsvStyle } from './csv-write.ts'

/** A text of the request; throws what Salesforce answers for a missing one. */
export function textOf(body: PlainObject, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw invalidJob(`${name} is required`)
}

export function styleOf(body: PlainObject): CsvStyle {
  const columnDelimiter = body['columnDelimiter'] ?? 'COMMA'
  const lineEnding = body['lineEnding'] ?? 'LF'
  if (typeof columnDelimiter !== 'string' || delimiters[columnDelimiter] === undefined) {
    throw invalidJob(`Unsupported columnDelimiter: ${JSON.stringify(columnDelimiter)}`)
  }
  if (typeof lineEnding !== 'string' || lineEndings[lineEnding] === undefined) {
    throw invalidJob(`Unsupported lineEnding: ${JSON.stringify(lineEnding)}`)
  }
  if ((body['contentType'] ?? 'CSV') !== 'CSV') throw invalidJob('Unsupported contentType')
  return { columnDelimiter, lineEnding }
}

/** What every new job starts with. */
export function newJob({ org, session, version }: ApiCall) {
  const now = org.clock.stamp()
  return {
    id: org.ids.next('750'),
    createdById: session.userId,
    createdAt: now,
    changedAt: now,
    version,
    errorMessage: null,
    processed: 0,
    failed: 0,
    busyMs: 0
  }
}

export const invalidJob = (problem: string) => uncertainRefusal('bulkJobInvalid', { problem })
