import { ApiError, notFound } from '../errors.ts'
import type { Call, Reply, Route } from '../http/call.ts'
import { match } from '../http/router.ts'
import { toId } from '../ids.ts'
import { recordPath } from './field-value.ts'
import { checkHost, checkWrite } from './guard.ts'
import { page } from './layout.ts'
import { markup } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { routes } from './routes.ts'

/** The pages for people. What goes wrong in them is told as a page too. */
export const pageRoutes: readonly Route<Call>[] = [
  { method: 'GET', pattern: '/', handle: visit },
  { method: 'GET', pattern: '/page/*', handle: visit },
  { method: 'POST', pattern: '/page/*', handle: visit }
]

/** `/003…` and `/lightning/r/Contact/003…/view`: the addresses of a record that other programs link to. A report's export is none. */
export function recordAddress({ org, method, path, query }: Call): Reply | null {
  const given = /^\/(?:lightning\/r\/(?:\w+\/)?)?(\w{15,18})(?:\/view)?$/.exec(path)?.[1]
  const id = method === 'GET' && !query.has('export') ? toId(given) : null
  return id !== null && org.database.find(id) ? { status: 302, headers: { Location: recordPath(id) } } : null
}

async function visit(call: Call): Promise<Reply> {
  const form = new URLSearchParams(call.method === 'POST' ? call.body : '')
  const visited: PageCall = { ...call, form }
  try {
    checkHost(call)
    if (call.method === 'POST') checkWrite(call, form)
    const matched = match(routes, call.method, call.path)
    if (!matched) throw notFound()
    return await matched.handle({ ...visited, params: matched.params })
  } catch (error) {
    if (!(error instanceof ApiError)) console.error('practice org:', error)
    return failure(visited, error)
  }
}

function failure(call: PageCall, error: unknown): Reply {
  const status = error instanceof ApiError ? error.status : 500
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof ApiError ? error.code : 'UNKNOWN_EXCEPTION'
  const title = status === 404 ? 'Not here' : 'That did not work'
  const body = markup`<div class="problems"><p>${message}</p><p class="quiet"><code>${code}</code></p></div>
<p><a href="/">Home</a> · <a href="/page/objects">All objects</a></p>`
  return page(call, { title, body, status })
}
