import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { search } from './search.ts'
import type { Returning, SearchScope } from './search.ts'
import { malformed, parseSosl } from './sosl.ts'

export const searchRoutes: readonly Route<ApiCall>[] = [
  { method: 'GET', pattern: '/search', handle: bySosl },
  { method: 'GET', pattern: '/parameterizedSearch', handle: byQuery },
  { method: 'POST', pattern: '/parameterizedSearch', handle: byBody }
]

function bySosl({ org, query, version }: ApiCall): Reply {
  const text = query.get('q')
  if (text === null) throw malformed('No search string found')
  return ok({ searchRecords: search(org, parseSosl(text), version) })
}

/** `?q=Acme&sobject=Account&Account.fields=Id,Name&Account.limit=10`. */
function byQuery(call: ApiCall): Reply {
  const { query } = call
  return run(call, {
    q: query.get('q'),
    in: query.get('in'),
    overallLimit: query.get('overallLimit'),
    sobjects: query.getAll('sobject').map((name) => ({
      name,
      fields: (query.get(`${name}.fields`) ?? query.get('fields') ?? '').split(',').filter(Boolean),
      where: query.get(`${name}.where`),
      limit: query.get(`${name}.limit`) ?? query.get('defaultLimit')
    }))
  })
}

function byBody(call: ApiCall): Reply {
  return run(call, isPlainObject(call.json) ? call.json : {})
}

function run({ org, version }: ApiCall, asked: PlainObject): Reply {
  const term = asked['q']
  if (typeof term !== 'string' || term === '') throw malformed('No search string found')
  const scope = typeof asked['in'] === 'string' ? asked['in'].toUpperCase() : 'ALL'
  if (!isScope(scope)) throw malformed(`Unknown search scope ${scope}`)
  const objects = Array.isArray(asked['sobjects']) ? asked['sobjects'].filter(isPlainObject) : []
  const returning = objects.map((object) => returningOf(object, asked))
  const limit = Math.min(2000, Number(asked['overallLimit'] ?? 2000))
  return ok({
    searchRecords: search(org, { ...parseSosl(`FIND {${term}}`), ...some(returning), scope, limit }, version)
  })
}

const some = (returning: Returning[]) => (returning.length > 0 ? { returning } : {})

function returningOf(object: PlainObject, asked: PlainObject): Returning {
  const { name, fields = asked['fields'], where, limit = asked['defaultLimit'] } = object
  const rest = [
    typeof where === 'string' && where !== '' ? `WHERE ${where}` : '',
    Number(limit) > 0 ? `LIMIT ${Number(limit)}` : ''
  ]
  return {
    object: typeof name === 'string' ? name : '',
    fields: Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [],
    rest: rest.join(' ')
  }
}

const isScope = (text: string): text is SearchScope =>
  ['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'].includes(text)
