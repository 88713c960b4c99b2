import send from '@salesforce/apex/ApiController.send'
import { routes } from './routes'

/**
 * @import { Answer, RouteName } from '../../../../../middleware/routes/api/contract/index.ts'
 * @typedef {{ params?: object, query?: object, body?: unknown, tag?: string | null }} Asked
 */

/**
 * What the middleware refused. `message` is for people; `field` names the value it is about, `next` what to do.
 */
export class ApiProblem extends Error {
  /** @param {{ detail: string, code: string, field?: string, next?: string, status: number, id?: string }} problem */
  constructor({ detail, code, field, next, status, id }) {
    super(detail)
    this.name = 'ApiProblem'
    this.code = code
    this.field = field
    this.next = next
    this.status = status
    this.id = id
  }
}

/**
 * Calls a route of the middleware's API by its name. Whatever is not part of the path is a query.
 * Gives `{ body, tag }`; throws `ApiProblem`.
 * @template {RouteName} N
 * @param {N} name
 * @param {Asked} [asked]
 * @returns {Promise<{ body: Answer<N>, tag: string | null }>}
 */
export async function call(name, { params = {}, query = {}, body, tag } = {}) {
  const [method, pattern] = routes[name]
  const path = pattern.replace(/:(\w+)/g, (_, key) => encodeURIComponent(params[key]))
  const asked = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== ''
  )
  const search = asked
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&')
  const answer = await sent({
    method,
    path: search === '' ? path : `${path}?${search}`,
    body: body === undefined ? null : JSON.stringify(body),
    tag: tag ?? null
  })
  if (answer.status >= 400) throw new ApiProblem({ status: answer.status, ...answer.body })
  return { body: answer.body, tag: answer.tag }
}

/** @param {{ method: string, path: string, body: string | null, tag: string | null }} request */
async function sent(request) {
  try {
    return JSON.parse(await send(request))
  } catch (error) {
    // Apex refused before anything was sent: no permission, no credential, no answer.
    throw new ApiProblem({ status: 0, code: 'not-reached', detail: error.body?.message ?? error.message })
  }
}
