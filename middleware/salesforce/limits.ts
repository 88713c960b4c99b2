/** API requests of the last 24 hours, as the org counts them, and how many it allows. */
export interface Usage {
  readonly used: number
  readonly max: number
}
export interface Limits extends Usage {
  /** What this app alone used, where the org limits apps one by one. */
  readonly app?: Usage & { readonly name: string }
}

/** Reads `Sforce-Limit-Info: api-usage=18/15000` [V] and `; per-app-api-usage=17/250(appName=x)` [K]. */
export function parseLimits(header: string | null): Limits | null {
  const org = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(header ?? '')
  if (org === null) return null
  const app = /per-app-api-usage=(\d+)\/(\d+)\(appName=([^)]*)\)/.exec(header ?? '')
  const whole = usage(org)
  return app === null ? whole : { ...whole, app: { ...usage(app), name: app[3] ?? '' } }
}

const usage = (match: RegExpExecArray): Usage => ({ used: Number(match[1]), max: Number(match[2]) })

export type CallKind = 'login' | 'query' | 'retrieve' | 'write' | 'describe' | 'bulk' | 'report' | 'other'

/** What one request was for, from its path: enough to explain where a budget went. */
export function callKind(method: string, path: string): CallKind {
  if (/\/jobs\//.test(path)) return 'bulk'
  if (/\/query(All)?(\/|$)/.test(path)) return 'query'
  if (/\/describe$/.test(path)) return 'describe'
  if (/\/analytics\//.test(path)) return 'report'
  // A collection is read by POST to its type; every other POST, PATCH, PUT and DELETE writes.
  if (method === 'POST' && /\/composite\/sobjects\/\w+$/.test(path)) return 'retrieve'
  if (/\/(sobjects|composite)(\/|$)/.test(path)) return method === 'GET' ? 'retrieve' : 'write'
  return 'other'
}

/** One real request to Salesforce, told after its answer (or its silence). */
export interface Call {
  readonly at: Date
  readonly lane: string
  readonly kind: CallKind
  /** `null` without the header: logins, refused sessions, no answer at all. */
  readonly limits: Limits | null
  /** Requests of this lane since the session began, this one included. */
  readonly calls: number
}
