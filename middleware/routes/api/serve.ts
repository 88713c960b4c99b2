import { randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { includes, type Authenticate, type Caller } from '../../guards/caller.ts'
import type { Log } from '../../log.ts'
import { auditDetail } from './audit.ts'
import type { Call, FileReply, Handlers, Reply } from './call.ts'
import { contract, type RouteContract, type RouteName } from './contract/index.ts'
import { openApi } from './openapi.ts'
import { problemOf, ProblemError } from './problem.ts'

export interface ApiDependencies {
  readonly handlers: Handlers
  readonly authenticate: Authenticate
  /** Told of every change before it is carried out, and by whom; what it gives is told how that ended. */
  readonly audit: (caller: Caller, route: RouteName, detail: string) => Promise<Outcome>
  readonly version: string
  readonly log: Log
}

/** How a change ended; `refused` by a problem that the caller was told. */
export type Outcome = (outcome: 'done' | 'refused' | 'failed') => Promise<void>

const BODY_LIMIT = '2mb'

/** The admin API below `/api/v1`: one route for every entry of the contract, checked on the way in. */
export function api(to: ApiDependencies): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const json = express.json({ limit: BODY_LIMIT, type: 'application/json' })
  const document = openApi(to.version)
  router.get('/openapi.json', (_request, response) => void response.json(document))
  router.all('/openapi.json', refuseMethod(['GET']))
  const names = Object.keys(contract) as RouteName[]
  for (const name of names) {
    const route: RouteContract = contract[name]
    const verb = route.method.toLowerCase() as Lowercase<RouteContract['method']>
    router[verb](route.path, guard(to.authenticate, route), json, handle(to, name, route))
  }
  for (const [path, methods] of methodsByPath()) router.all(path, refuseMethod(methods))
  router.use(() => {
    throw new ProblemError(404, 'not-found', 'There is no such address in this API. GET /api/v1/openapi.json lists them.') // prettier-ignore
  })
  router.use(answerProblems(to.log))
  return router
}

/** Before the body is read: nobody unknown has 2 MB of JSON parsed. */
function guard(authenticate: Authenticate, route: RouteContract): RequestHandler {
  return async (request, response, next) => {
    response.locals['caller'] = await allowed(authenticate, request, route)
    next()
  }
}

function handle(to: ApiDependencies, name: RouteName, route: RouteContract): RequestHandler {
  // The contract's types and this table belong together by the route's name; TypeScript can't follow the name through a loop.
  const run = to.handlers[name] as (call: Call<RouteName>) => Promise<Reply<unknown> | FileReply>
  return async (request, response) => {
    const caller = response.locals['caller'] as Caller
    const call = {
      caller,
      orgId: caller.orgId ?? 0,
      params: paramsOf(request, route),
      query: route.query?.parse(request.query),
      body: route.body?.parse(bodyOf(request)),
      tag: tagOf(request, route),
      signal: aborted(response)
    } as Call<RouteName>
    const reply = route.method === 'GET' ? await run(call) : await audited(to, name, call, run)
    if ('stream' in reply) return send(response, reply, route.media ?? 'application/octet-stream')
    if (reply.tag !== undefined) response.set('ETag', `"${reply.tag}"`)
    if (route.answer === undefined) return void response.status(204).end()
    response.status(route.status ?? 200).json(reply.body)
  }
}

/** An entry that can't be stored stops the change; one whose outcome can't be stored stays without one. */
async function audited<R>(
  to: ApiDependencies,
  name: RouteName,
  call: Call<RouteName>,
  run: (call: Call<RouteName>) => Promise<R>
): Promise<R> {
  const route: RouteContract = contract[name]
  const told = await to.audit(call.caller, name, auditDetail(call.params, call.query, call.body, route.open))
  const tell = (outcome: Parameters<Outcome>[0]) =>
    told(outcome).catch((error: unknown) => to.log.warn({ err: error, route: name }, 'the audit log misses an outcome')) // prettier-ignore
  try {
    const reply = await run(call)
    await tell('done')
    return reply
  } catch (error) {
    await tell(problemOf(error) === null ? 'failed' : 'refused')
    throw error
  }
}

async function allowed(authenticate: Authenticate, request: Request, route: RouteContract): Promise<Caller> {
  const caller = await authenticate(request)
  if (caller === null)
    throw new ProblemError(401, 'not-signed-in', 'The key or session is missing, was revoked, or is over. Connect again.') // prettier-ignore
  if (!includes(caller.may, route.may))
    throw new ProblemError(403, 'not-allowed', 'Whoever calls may not do this here.')
  if (caller.orgId === null && route.may !== 'operate' && route.path !== '/me')
    throw new ProblemError(422, 'no-org', 'Say which org is meant: the header Bothways-Org holds its id.', { field: 'Bothways-Org' }) // prettier-ignore
  return caller
}

/** An address that holds no number where one belongs leads nowhere. */
function paramsOf(request: Request, route: RouteContract): unknown {
  const read = route.params?.safeParse(request.params)
  if (read?.success === false)
    throw new ProblemError(404, 'not-found', 'There is nothing at this address.', { cause: read.error })
  return read?.data
}

function bodyOf(request: Request): unknown {
  if (request.is('application/json') === false && request.headers['content-type'] !== undefined)
    throw new ProblemError(415, 'not-json', 'The content type must be application/json.')
  return request.body ?? {}
}

function tagOf(request: Request, route: RouteContract): string | null {
  if (route.tagged !== true || route.method === 'GET') return null
  const given = /^(?:W\/)?"([^"]+)"$/.exec(request.headers['if-match'] ?? '')
  if (given?.[1] === undefined)
    throw new ProblemError(428, 'no-version', 'Say which version is changed: the header If-Match holds the ETag of what was read.') // prettier-ignore
  return given[1]
}

function aborted(response: Response): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}

async function send(response: Response, { file, stream }: FileReply, media: string): Promise<void> {
  response.set({ 'Content-Type': media, 'Content-Disposition': `attachment; filename="${file}"` })
  await pipeline(stream, response)
}

function methodsByPath(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { path, method } of Object.values(contract)) {
    const methods = found.get(path) ?? []
    found.set(path, [...methods, method])
  }
  return found
}

function refuseMethod(methods: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.set('Allow', methods.join(', '))
    throw new ProblemError(405, 'method-not-allowed', `This address takes ${methods.join(', ')}.`)
  }
}

/** Problems are told whole; of an error that is ours the caller gets a number to quote, the log the error. */
function answerProblems(log: Log): express.ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  return (error: unknown, request, response, _next) => {
    const problem = problemOf(error) ?? parserProblem(error)
    if (response.headersSent) return void response.destroy()
    if (problem !== null)
      return void response
        .set(problem.status === 429 ? { 'Retry-After': '60' } : {})
        .status(problem.status)
        .type('application/problem+json')
        .send(JSON.stringify(problem))
    const id = randomUUID()
    log.error({ err: error, errorId: id, method: request.method }, 'a call of the admin API failed')
    response.status(500).type('application/problem+json').send(
      JSON.stringify({
        type: 'urn:bothways:problem:internal', title: 'Our fault', status: 500, code: 'internal', id,
        detail: 'Something went wrong here. Nothing was lost; try again, and quote this number if it stays.'
      })
    ) // prettier-ignore
  }
}

/** What express's own reader of bodies refuses. */
function parserProblem(error: unknown) {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return problemOf(new ProblemError(413, 'too-large', 'The body is larger than 2 MB.'))
  if (status === 400) return problemOf(new ProblemError(400, 'not-json', 'The body is not JSON.'))
  if (status === 415) return problemOf(new ProblemError(415, 'not-json', 'The charset or encoding of the body is not taken.')) // prettier-ignore
  return null
}
