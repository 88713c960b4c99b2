import { commit } from '../org-state.ts'
import type { OrgState } from '../org-state.ts'
import { binDays } from './delete-log.ts'

/** Purges what lay in the recycle bin for 15 days of the org's clock; nobody is told of it [V]. */
export function expireBin(org: OrgState): void {
  const until = org.clock.now() - binDays * 86_400_000
  commit(org, org.people.admin.id, ({ transaction, database, rules }) => {
    for (const object of database.schema.objects) {
      for (const row of database.table(object).bin.deletedUntil(until)) {
        rules.deletions.purge(transaction, object.name, row)
      }
    }
  })
}
