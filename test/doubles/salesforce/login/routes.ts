import type { Call, Route } from '../http/call.ts'
import { identityRoutes } from './identity.ts'
import { tokenRoutes } from './token.ts'

export const loginRoutes: readonly Route<Call>[] = [...tokenRoutes, ...identityRoutes]
