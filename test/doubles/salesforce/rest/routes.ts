import type { ApiCall, Route } from '../http/call.ts'
import { ok } from '../http/call.ts'
import { collectionRoutes } from './collections.ts'
import { compositeRoutes } from './composite.ts'
import { limitRoutes } from './limits.ts'
import { queryRoutes } from './query.ts'
import { recordRoutes } from './records.ts'
import { replicationRoutes } from './replication.ts'
import { sobjectRoutes } from './sobjects.ts'

const resources = ['composite', 'limits', 'query', 'queryAll', 'recent', 'sobjects', 'tabs']

/** The REST API on one screen: each list is one resource family. Fixed names stand before those that take an id. */
export const apiRoutes: readonly Route<ApiCall>[] = [
  {
    method: 'GET',
    pattern: '/',
    handle: ({ version, origin, org, session }) =>
      ok({
        ...Object.fromEntries(resources.map((name) => [name, `/services/data/v${version}/${name}`])),
        identity: `${origin}/id/${org.id}/${session.userId}`
      })
  },
  { method: 'GET', pattern: '/recent', handle: () => ok([]) },
  { method: 'GET', pattern: '/tabs', handle: () => ok([]) },
  ...limitRoutes,
  ...queryRoutes,
  ...compositeRoutes,
  ...collectionRoutes,
  ...sobjectRoutes,
  ...replicationRoutes,
  ...recordRoutes
]
