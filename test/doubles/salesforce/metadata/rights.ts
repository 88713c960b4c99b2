import type { OrgState } from '../org-state.ts'

export type UserPermission = 'ModifyMetadata' | 'ModifyAllData' | 'CustomizeApplication' | 'ManageFlow'

/** Does a user hold a permission: administrators hold all. */
export function holds(org: OrgState, userId: string, permission: UserPermission): boolean {
  const user = org.database.find(userId)
  const profile = user && org.database.find(String(user['ProfileId']))
  if (profile?.['Name'] === 'System Administrator') return true
  return org.metadata.granted.get(userId)?.has(permission) ?? false
}

/** May this user call the Metadata API at all [V]. */
export const mayUseMetadataApi = (org: OrgState, userId: string): boolean =>
  holds(org, userId, 'ModifyMetadata') || holds(org, userId, 'ModifyAllData')
