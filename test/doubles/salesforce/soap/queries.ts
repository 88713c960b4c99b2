import { databaseFor } from '../access/own-permissions.ts'
import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import type { QueryPage } from '../soql/cursors.ts'
import { queryOptions } from '../soql/query-options.ts'
import { runQuery } from '../soql/query.ts'
import { plainShape, project } from '../soql/select.ts'
import { malformed } from '../soql/soql-error.ts'
import { child, childrenNamed, childText } from './envelope.ts'
import { tableNamed } from './read-sobject.ts'
import type { SoapOperation, SoapRequest } from './soap-call.ts'
import { queryResult, sobject } from './write-sobject.ts'
import type { SObjectWriter } from './write-sobject.ts'
import { nil } from './xml.ts'

/** Most ids one retrieve() takes [V]. */
const mostReads = 2000

export const queries: Readonly<Record<string, SoapOperation>> = {
  query: (request) => first(request, false),
  queryAll: (request) => first(request, true),
  queryMore: (request) => {
    const locator = childText(request.operation, 'queryLocator') ?? ''
    return page(request, request.call.org.cursors.next(locator, versionOf(request), request.session.userId))
  },
  retrieve
}

const versionOf = ({ version }: SoapRequest) => `${version}.0`

const writerOf = ({ call, dialect }: SoapRequest): SObjectWriter => ({ schema: call.org.schema, dialect })

/** 500 rows on a page unless `QueryOptions` asks for 200 to 2,000 [K]; the org's `pageSize` wins. */
function sizeOf({ header, call }: SoapRequest): number {
  const asked = Number(childText(child(header, 'QueryOptions'), 'batchSize') ?? 500)
  return call.org.switches.pageSize ?? Math.min(2000, Math.max(200, asked))
}

function first(request: SoapRequest, all: boolean): string {
  const { call, session } = request
  const { org } = call
  const text = child(request.operation, 'queryString')?.text ?? ''
  if (text.trim() === '') throw malformed('SOQL statements cannot be empty or null')
  const database = databaseFor(org, session.userId, text)
  const size = sizeOf(request)
  const result = runQuery(text, { ...queryOptions(org, session.userId, all, size), database })
  return page(request, org.cursors.first(result, size, versionOf(request), session.userId))
}

/** The locator is what a REST client finds at the end of `nextRecordsUrl`. */
function page(request: SoapRequest, { done, totalSize, nextRecordsUrl, records }: QueryPage): string {
  const locator = nextRecordsUrl?.split('/').at(-1)
  return queryResult(writerOf(request), 'result', { done, size: totalSize, locator, records })
}

/** In the order of the ids; nil for what is deleted, hidden or unknown [V]. */
function retrieve(request: SoapRequest): string {
  const { operation, call } = request
  const { database } = call.org
  const { schema } = tableNamed(call.org, childText(operation, 'sObjectType'))
  const fields = (childText(operation, 'fieldList') ?? '').split(',').map((name) => {
    const field = schema.field(name.trim())
    if (field) return field
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `No such column '${name.trim()}' on sobject of type ${schema.name}`
    )
  })
  const ids = childrenNamed(operation, 'ids')
  if (ids.length > mostReads) {
    const message = `record limit reached. cannot submit more than ${mostReads} records into this call`
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message)
  }
  const shape = plainShape(schema, fields)
  return ids
    .map(({ text }) => {
      const id = toId(text.trim())
      if (!id) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${text.trim()}`)
      const row = call.org.schema.ofId(id)?.name === schema.name ? database.visible(id) : undefined
      if (!row) return nil('result')
      const record = project(database, row, shape, versionOf(request))
      return sobject(writerOf(request), 'result', { ...record })
    })
    .join('')
}
