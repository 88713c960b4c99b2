import type { OrgState } from '../org-state.ts'
import { enablePersonAccounts } from './person-accounts.ts'

/** Brings the schema to what the switch `personAccounts` says; turned off again, they stay, as on the platform [K]. */
export function settlePersonAccounts({ database, ids, clock, switches }: OrgState): void {
  if (switches.personAccounts) enablePersonAccounts(database.whole, ids, clock.stamp())
}
