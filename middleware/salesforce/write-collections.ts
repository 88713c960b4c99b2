import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'
import { parsed } from './query.ts'
import type { SalesforceRequest } from './request.ts'
import type { Session } from './session.ts'
import { objectName } from './soql.ts'
import {
  maybeDone,
  refused,
  rowRefusal,
  type NumberedRow,
  type Tell,
  type WriteOutcome,
  type WriteRequest
} from './write-outcome.ts'

export interface CollectionOptions {
  /** Save although a duplicate rule of the kind "alert" objects. Bulk has no such header that we know of. */
  readonly allowDuplicates?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Rows of one collection call [V]. */
const collectionRows = 200

// `statusCode` here, `errorCode` elsewhere [V]. Loose, because what a duplicate rule found stands beside them.
const rowError = z.looseObject({
  statusCode: z.string(),
  message: z.string().default(''),
  fields: z.array(z.string()).nullish()
})
const result = z.object({
  id: z.string().nullish(),
  success: z.boolean(),
  created: z.boolean().optional(),
  errors: z.array(rowError).default([])
})

/** Writes rows by collections of 200, one after the other: rows of one parent in two calls at once would lock each other out. */
export async function writeByCollections(
  session: Session,
  request: WriteRequest,
  rows: readonly NumberedRow[],
  options: CollectionOptions,
  tell: Tell
): Promise<void> {
  const waiting: (readonly NumberedRow[])[] = []
  for (let at = 0; at < rows.length; at += collectionRows) waiting.push(rows.slice(at, at + collectionRows))

  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    try {
      const outcomes = await send(session, request, part, options)
      for (const [at, { index }] of part.entries()) tell(index, outcomes[at] ?? shapeless())
    } catch (error) {
      if (!(error instanceof SalesforceError)) throw error
      const { kind, status } = error
      const aboutRows = status === 400 && kind !== 'rate-limited' && kind !== 'auth' && !maybeDone(error)
      if (aboutRows && part.length > 1) {
        // One row can make the whole call unreadable (a wrong type, by what some orgs answer [K]): halves find it.
        const half = Math.ceil(part.length / 2)
        waiting.unshift(part.slice(0, half), part.slice(half))
        continue
      }
      const uncertain = maybeDone(error)
      for (const { index } of part) tell(index, refused(error, uncertain))
      if (aboutRows) continue
      for (const { index } of waiting.flat()) tell(index, refused(error))
      return
    }
  }
}

async function send(
  session: Session,
  request: WriteRequest,
  part: readonly NumberedRow[],
  { allowDuplicates = false, signal }: CollectionOptions
): Promise<WriteOutcome[]> {
  const headers = { 'Sforce-Duplicate-Rule-Header': `allowSave=${allowDuplicates}` }
  const { body } = await session.request({ ...callOf(request, part), headers, signal })
  const results = parsed(z.array(result), body, `a write of ${request.object}`)
  if (results.length !== part.length) throw shapelessError()
  return results.map((one) => outcomeOf(one, request.operation === 'create'))
}

function callOf(request: WriteRequest, part: readonly NumberedRow[]): SalesforceRequest {
  const path = '/composite/sobjects'
  if (request.operation === 'delete') {
    const ids = part.map(({ row }) => String(row['Id'])).join(',')
    return { method: 'DELETE', path, query: { ids, allOrNone: 'false' } }
  }
  const records = part.map(({ row }) => ({
    attributes: { type: objectName(request.object) },
    ...Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(value)]))
  }))
  const body = { allOrNone: false, records }
  if (request.operation === 'upsert') {
    return { method: 'PATCH', path: `${path}/${request.object}/${request.externalId}`, body }
  }
  return { method: request.operation === 'create' ? 'POST' : 'PATCH', path, body }
}

/** Salesforce stores no empty texts, and takes sets as text. */
function toJson(value: NumberedRow['row'][string] | undefined): unknown {
  if (value === '') return null
  return Array.isArray(value) ? value.join(';') || null : value
}

function outcomeOf(one: z.infer<typeof result>, created: boolean): WriteOutcome {
  const id = toId18(one.id ?? '')
  if (one.success) return id === null ? shapeless() : { ok: true, id, created: one.created ?? created }
  const [first] = one.errors
  if (first === undefined) return shapeless()
  return refused(rowRefusal(first.statusCode, first.message, first.fields ?? [], one.errors))
}

const shapelessError = () =>
  new SalesforceError('schema', "Salesforce's answer to a write has another shape than documented.")
const shapeless = () => refused(shapelessError(), true)
