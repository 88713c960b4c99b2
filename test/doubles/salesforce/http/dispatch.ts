import { classicRoutes } from '../bulk/classic-routes.ts'
import { exportRoutes } from '../analytics/csv-export.ts'
import { apexRoutes } from '../apex/apex-routes.ts'
import { ApiError, envelopes, headersOf, notFound } from '../errors.ts'
import { controlRoutes } from '../control/routes.ts'
import { loginRoutes } from '../login/routes.ts'
import { dispatchApi } from '../rest/api.ts'
import { pageRoutes, recordAddress } from '../page/door.ts'
import { metadataSoapRoutes } from '../metadata/soap-routes.ts'
import { soapRoutes } from '../soap/routes.ts'
import type { Call, Reply, Route } from './call.ts'
import { match } from './router.ts'

/** Everything the org answers outside `/services/data`. New doors are added here. */
const routes: readonly Route<Call>[] = [
  ...loginRoutes,
  ...soapRoutes,
  ...metadataSoapRoutes,
  ...controlRoutes,
  ...apexRoutes,
  ...classicRoutes,
  ...pageRoutes,
  ...exportRoutes
]

export async function dispatch(call: Call): Promise<Reply> {
  try {
    if (/^\/services\/data(\/|$)/i.test(call.path)) return await dispatchApi(call)
    const address = recordAddress(call)
    if (address) return address
    const matched = match(routes, call.method, call.path)
    if (!matched) throw notFound()
    return await matched.handle({ ...call, params: matched.params })
  } catch (error) {
    if (error instanceof ApiError)
      return { status: error.status, json: envelopes(error), headers: headersOf(error) }
    console.error('practice org:', error)
    const message = error instanceof Error ? error.message : String(error)
    return { status: 500, json: [{ message, errorCode: 'UNKNOWN_EXCEPTION' }] }
  }
}
