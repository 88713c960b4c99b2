import { userRights } from '../access/seen-by.ts'
import type { OrgState } from '../org-state.ts'
import type { userPermissions } from '../schema/permission-objects.ts'

export type UserPermission = (typeof userPermissions)[number]

/** Does a user hold a permission, by profile or permission set. */
export const holds = (org: OrgState, userId: string, permission: UserPermission): boolean =>
  userRights(org, userId).has(permission)

/** May this user call the Metadata API at all [V]. */
export const mayUseMetadataApi = (org: OrgState, userId: string): boolean =>
  holds(org, userId, 'ModifyMetadata') || holds(org, userId, 'ModifyAllData')
