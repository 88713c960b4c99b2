import { orgWithLogin } from '../../../database/orgs.ts'
import { toId18 } from '../../../salesforce/ids.ts'
import type { Row } from '../../../salesforce/query.ts'
import { readRecord } from '../../../salesforce/record-page.ts'
import { search, type SearchShape } from '../../../salesforce/search.ts'
import type { Session } from '../../../salesforce/session.ts'
import type { Engine } from '../../../sync/engine.ts'
import type { Handlers } from '../call.ts'
import type { RecordObject } from '../contract/record-page.ts'
import { notFound, ProblemError } from '../problem.ts'

interface Shape extends SearchShape {
  readonly object: RecordObject
  /** First three characters of its ids: the same in every org. */
  readonly prefix: string
  readonly email: string | null
  readonly company: string | null
}

const common = ['Id', 'Name', 'SystemModstamp']
const shapes: readonly Shape[] = [
  { object: 'Contact', prefix: '003', email: 'Email', company: 'Account.Name', fields: [...common, 'Email', 'Account.Name'] },
  { object: 'Lead', prefix: '00Q', email: 'Email', company: 'Company', fields: [...common, 'Email', 'Company'] },
  { object: 'Account', prefix: '001', email: null, company: null, fields: common }
] // prettier-ignore

/** The console's list and page of records, read as the sync user sees them. Only for administrators: sellers have Salesforce. */
export function recordPageHandlers({
  engine
}: {
  readonly engine: Engine
}): Pick<Handlers, 'searchRecords' | 'getRecordPage'> {
  return {
    async searchRecords({ orgId, query, signal }) {
      const shape = shapes.find((one) => one.object === query.object)
      if (shape === undefined) throw notFound('object')
      const session = await sessionOf(engine, orgId)
      const rows = await search(session, shape, query.text?.trim() ?? '', query.limit, signal)
      return { body: { records: rows.map((row) => found(shape, row)) } }
    },
    async getRecordPage({ orgId, params, query, signal }) {
      const id = toId18(params.record)
      const shape = shapes.find(({ prefix }) => id?.startsWith(prefix) === true)
      if (id === null || shape === undefined) throw notFound('record with a page here')
      const session = await sessionOf(engine, orgId)
      const record = await readRecord(session, shape.object, id, query.fields.split(','), signal)
      if (record === null) throw notFound('record in Salesforce, or the sync user may not see it')
      const { instanceUrl } = await session.identity()
      const { objectLabel, name, fields } = record
      return {
        body: {
          salesforceId: id,
          object: shape.object,
          objectLabel,
          name,
          fields: [...fields],
          address: new URL(`/${id}`, instanceUrl).href
        }
      }
    }
  }
}

async function sessionOf({ db, sessions }: Engine, orgId: number): Promise<Session> {
  const org = orgId === 0 ? null : await orgWithLogin(db, orgId)
  if (org === null)
    throw new ProblemError(422, 'no-org', 'Say which org is meant: the header Bothways-Org holds its id.', { field: 'Bothways-Org' }) // prettier-ignore
  return sessions.of(org).forLane('console')
}

function found({ email, company }: Shape, row: Row) {
  return {
    salesforceId: toId18(text(row['Id'])) ?? '',
    name: text(row['Name']),
    email: at(row, email),
    company: at(row, company),
    modifiedAt: new Date(text(row['SystemModstamp'])).toISOString()
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The text at a dotted path; null where there is none. */
function at(row: Row, path: string | null): string | null {
  if (path === null) return null
  let value: unknown = row
  for (const part of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Row)[part] : null
  return typeof value === 'string' ? value : null
}
