import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { runQuery } from '../soql/query.ts'
import { malformed, soqlError } from '../soql/soql-error.ts'
import { explain } from './explain.ts'
import { columnMetadata } from './column-metadata.ts'

/** Rows on a page: 2,000 unless asked for fewer, never fewer than 200 [V]; a switch makes it any number. */
function pageSize({ headers, org }: ApiCall): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(String(headers['sforce-query-options'] ?? ''))?.[1]
  const wanted = Math.min(2000, Math.max(200, Number(asked ?? 2000)))
  return org.switches.pageSize ?? wanted
}

/** `FIELDS()` came with 51.0 [V: code, text]. */
function checkFieldsFunction(text: string, version: string): void {
  const at = /\bFIELDS\s*\(/i.exec(
    text.replace(/'(?:\\.|[^'\\])*'/g, (literal) => ' '.repeat(literal.length))
  )
  if (!at || Number(version) >= 51) return
  const reason = 'The SOQL FIELDS function is not supported in this version of the API'
  throw soqlError('UNSUPPORTED_API_VERSION', text, at.index, reason)
}

const query =
  (all: boolean) =>
  (call: ApiCall): Reply => {
    const { org, version } = call
    const asked = call.query.get('explain')
    if (asked !== null) return ok(explain(call, asked))
    const text = call.query.get('q')
    if (text === null) throw malformed('SOQL statements cannot be empty or null')
    if (call.query.get('columns') === 'true') return ok(columnMetadata(text, org.database, org.clock.now()))
    checkFieldsFunction(text, version)
    const result = runQuery(text, { database: org.database, now: org.clock.now(), all })
    return ok(org.cursors.first(result, pageSize(call), version))
  }

const more = ({ org, version, params }: ApiCall): Reply =>
  ok(org.cursors.next(params['locator'] ?? '', version))

export const queryRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/query', handle: query(false) },
  { method: 'GET', pattern: '/queryAll', handle: query(true) },
  { method: 'GET', pattern: '/query/:locator', handle: more },
  { method: 'GET', pattern: '/queryAll/:locator', handle: more }
]
