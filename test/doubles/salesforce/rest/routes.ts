import type { ApiCall, Route } from '../http/call.ts'
import { ok } from '../http/call.ts'
import { ingestRoutes } from '../bulk/ingest-routes.ts'
import { bulkQueryRoutes } from '../bulk/query-routes.ts'
import { analyticsRoutes } from '../analytics/report-routes.ts'
import { collectionRoutes } from './collections.ts'
import { compositeRoutes } from './composite.ts'
import { graphRoutes } from './composite-graph.ts'
import { treeRoutes } from './composite-tree.ts'
import { credentialRoutes } from '../credentials/routes.ts'
import { layoutRoutes } from './layouts.ts'
import { limitRoutes } from './limits.ts'
import { metadataRestRoutes } from '../metadata/rest-routes.ts'
import { passwordRoutes } from './passwords.ts'
import { queryRoutes } from './query.ts'
import { recentRoutes } from './recent.ts'
import { recordRoutes } from './records.ts'
import { relationshipRoutes } from './relationships.ts'
import { replicationRoutes } from './replication.ts'
import { toolingRoutes } from '../tooling/tooling-routes.ts'
import { searchRoutes } from '../search/search-routes.ts'
import { sobjectRoutes } from './sobjects.ts'

const resources = [
  'analytics',
  'compactLayouts',
  'composite',
  'jobs',
  'limits',
  'metadata',
  'parameterizedSearch',
  'query',
  'queryAll',
  'quickActions',
  'recent',
  'search',
  'sobjects',
  'tabs',
  'tooling'
]

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
  ...recentRoutes,
  ...searchRoutes,
  ...limitRoutes,
  ...metadataRestRoutes,
  ...credentialRoutes,
  ...toolingRoutes,
  ...ingestRoutes,
  ...bulkQueryRoutes,
  ...queryRoutes,
  ...analyticsRoutes,
  ...compositeRoutes,
  ...graphRoutes,
  ...treeRoutes,
  ...collectionRoutes,
  ...passwordRoutes,
  ...sobjectRoutes,
  ...layoutRoutes,
  ...replicationRoutes,
  ...relationshipRoutes,
  ...recordRoutes
]
