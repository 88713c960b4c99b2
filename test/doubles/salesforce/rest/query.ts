import { databaseFor } from '../access/own-permissions.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { withoutStrings } from '../soql/logic.ts'
import { queryOptions } from '../soql/query-options.ts'
import { runQuery } from '../soql/query.ts'
import { malformed, soqlError } from '../soql/soql-error.ts'
import { explain } from './explain.ts'
import { columnMetadata } from './column-metadata.ts'
import { codeOf, wordsOf } from '../uncertain.ts'

/** Rows on a page: 2,000 unless asked for fewer, never fewer than 200 [V]; a switch makes it any number. */
function pageSize({ headers, org }: ApiCall): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(String(headers['sforce-query-options'] ?? ''))?.[1]
  const wanted = Math.min(2000, Math.max(200, Number(asked ?? 2000)))
  return org.switches.pageSize ?? wanted
}

/** `FIELDS()` came with 51.0 [V]. */
function checkFieldsFunction(text: string, version: string): void {
  const at = /\bFIELDS\s*\(/i.exec(withoutStrings(text))
  if (!at || Number(version) >= 51) return
  throw soqlError(codeOf('fieldsTooEarly'), text, at.index, wordsOf('fieldsTooEarly'))
}

const query =
  (all: boolean) =>
  (call: ApiCall): Reply => {
    const { org, version } = call
    const asked = call.query.get('explain')
    if (asked !== null) return ok(explain(call, asked))
    const text = call.query.get('q')
    if (text === null) throw malformed('SOQL statements cannot be empty or null')
    const database = databaseFor(org, call.session.userId, text)
    if (call.query.get('columns') === 'true') return ok(columnMetadata(text, database, org.clock.now()))
    checkFieldsFunction(text, version)
    const size = pageSize(call)
    const { userId } = call.session
    const result = runQuery(text, { ...queryOptions(org, userId, all, size), database })
    return ok(org.cursors.first(result, size, version, userId))
  }

const more = ({ org, version, params, session }: ApiCall): Reply =>
  ok(org.cursors.next(params['locator'] ?? '', version, session.userId))

export const queryRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/query', handle: query(false) },
  { method: 'GET', pattern: '/queryAll', handle: query(true) },
  { method: 'GET', pattern: '/query/:locator', handle: more },
  { method: 'GET', pattern: '/queryAll/:locator', handle: more }
]
