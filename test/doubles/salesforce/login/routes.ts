import type { Call, Route } from '../http/call.ts'
import { authorizeRoutes } from './authorize.ts'
import { identityRoutes } from './identity.ts'
import { openIdRoutes } from './id-token.ts'
import { introspectRoutes } from './introspect.ts'
import { tokenRoutes } from './token.ts'

export const loginRoutes: readonly Route<Call>[] = [
  ...authorizeRoutes,
  ...tokenRoutes,
  ...introspectRoutes,
  ...openIdRoutes,
  ...identityRoutes
]
