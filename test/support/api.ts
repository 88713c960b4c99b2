import { renewConsoleKey } from '../../middleware/database/console.ts'
import { saveOrgKey } from '../../middleware/database/org-keys.ts'
import { newAdminKey } from '../../middleware/guards/admin-key.ts'
import { newOrgKey } from '../../middleware/guards/org-key.ts'
import type { Middleware } from '../../middleware/main.ts'

/** An answer of the admin API. */
export interface ApiReply {
  readonly status: number
  readonly tag: string | null
  readonly headers: Headers
  /** As it came over the wire. */
  readonly text: string
  /** Parsed where it is JSON; null of an empty answer. */
  readonly body: unknown
}
export interface ApiOptions {
  readonly tag?: string
  readonly headers?: Readonly<Record<string, string>>
}
export type CallApi = (
  method: string,
  path: string,
  body?: unknown,
  options?: ApiOptions
) => Promise<ApiReply>

/** Calls the admin API of a running node over HTTP, with these headers on every call. */
export function callsTo({ url }: Pick<Middleware, 'url'>, common: Readonly<Record<string, string>>): CallApi {
  return async (method, path, body, { tag, headers = {} } = {}) => {
    const response = await fetch(`${url ?? ''}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...common,
        ...headers,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(tag !== undefined && { 'If-Match': tag })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      tag: response.headers.get('etag'),
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : null
    }
  }
}

export const basic = (salesforceOrgId: string, key: string): string =>
  `Basic ${Buffer.from(`${salesforceOrgId}:${key}`).toString('base64')}`

/** Calls as a paired org does, by a key that is made for it now. `user` as its Apex would assert it. */
export async function asOrg(
  { engine, url }: Middleware,
  orgId: number,
  {
    may = 'manage',
    user = '005000000000001AAA Ada%20Admin'
  }: { readonly may?: 'use' | 'manage'; readonly user?: string } = {}
): Promise<CallApi> {
  const { key, prefix, hash } = newOrgKey()
  await saveOrgKey(engine.db, orgId, { prefix, hash, createdBy: 'test' })
  const { sf_org_id: id } = await engine.db.withOrg(orgId, (tx) =>
    tx.selectFrom('orgs').select('sf_org_id').executeTakeFirstOrThrow()
  )
  return callsTo({ url }, { Authorization: basic(id, key), 'Bothways-May': may, 'Bothways-User': user })
}

/** Calls as an administrator with the admin key, for one org or none. */
export async function asAdmin({ engine, url }: Middleware, salesforceOrgId?: string): Promise<CallApi> {
  const { key, hash } = newAdminKey()
  await renewConsoleKey(engine.db, hash)
  const org = salesforceOrgId === undefined ? {} : { 'Bothways-Org': salesforceOrgId }
  return callsTo({ url }, { Authorization: `Bearer ${key}`, ...org })
}
