import type { OrgState } from '../org-state.ts'

/** Lets the Organization record say what the switch says: clients look there. */
export function showSandbox({
  database,
  id,
  switches
}: Pick<OrgState, 'database' | 'id' | 'switches'>): void {
  const row = database.find(id)
  if (row && row['IsSandbox'] !== switches.sandbox) {
    database.tableNamed('Organization').change(row, { IsSandbox: switches.sandbox })
  }
}
