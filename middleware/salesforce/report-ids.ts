import { exportIds } from './report-export.ts'
import { query } from './query.ts'
import { reportQuery } from './report.ts'
import type { Session } from './session.ts'
import { quoted } from './soql.ts'

const PAGE = 2000

export interface ReportIdsRequest {
  readonly reportId: string
  readonly object: string
  /** First three characters of the object's ids. */
  readonly prefix: string
  /** `query`: its definition as a query. `export`: its CSV, which most orgs refuse to programs. */
  readonly by: 'query' | 'export'
  /** Of an export: the label of the column with the ids. */
  readonly column?: string | undefined
  readonly zone?: string | undefined
  readonly signal: AbortSignal
}

/** The ids of a report's records, page by page, any number of them. Throws `SalesforceError`. */
export async function* reportIds(
  session: Session,
  request: ReportIdsRequest
): AsyncGenerator<readonly string[], void, undefined> {
  const { reportId, object, prefix, by, column, zone, signal } = request
  if (by === 'export') {
    yield* exportIds(session, { reportId, prefix, signal, ...(column !== undefined && { column }) })
    return
  }
  const soql = await reportQuery(session, { reportId, object, signal, ...(zone !== undefined && { timeZone: zone }) }) // prettier-ignore
  const joint = soql.includes(' WHERE ') ? 'AND' : 'WHERE'
  for (let after: string | null = null; ;) {
    const behind: string = after === null ? '' : ` ${joint} Id > ${quoted(after)}`
    const { rows } = await query(session, `${soql}${behind} ORDER BY Id LIMIT ${PAGE}`, { signal })
    const ids = rows.map((row) => String(row['Id']))
    if (ids.length > 0) yield ids
    if (ids.length < PAGE) return
    after = ids.at(-1) ?? null
  }
}
