import type { OrgState } from '../org-state.ts'
import { userPermissionAccess, userPermissions } from '../schema/permission-objects.ts'
import { Schema } from '../schema/schema.ts'
import { Database } from '../store/database.ts'
import { userRights } from './seen-by.ts'

/**
 * The database that answers a user's query: the org's own, but for `UserPermissionAccess`, whose one row tells what
 * the user who asks may do.
 */
export function databaseFor(org: OrgState, userId: string, soql: string): Database {
  if (!/\bFROM\s+UserPermissionAccess\b/i.test(soql)) return org.database
  const database = new Database(new Schema([userPermissionAccess]))
  const { has } = userRights(org, userId)
  database.tableNamed(userPermissionAccess.name).insert({
    Id: `000000000000000AAA`,
    ...Object.fromEntries(userPermissions.map((name) => [`Permissions${name}`, has(name)])),
    LastCacheUpdate: org.clock.stamp()
  })
  return database
}
