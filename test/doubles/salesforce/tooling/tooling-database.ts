import type { OrgState } from '../org-state.ts'
import { Schema } from '../schema/schema.ts'
import { Database } from '../store/database.ts'
import { toolingObjects } from './tooling-objects.ts'
import { toolingRows } from './tooling-rows.ts'

/**
 * The Tooling API's own objects as a database of this moment, so that the one SOQL engine answers for them too; users,
 * whom they refer to, come along.
 */
export function toolingDatabase(org: OrgState): Database {
  const database = new Database(new Schema())
  for (const spec of toolingObjects) database.schema.addObject(spec)
  for (const [name, rows] of Object.entries(toolingRows)) {
    for (const row of rows(org)) database.tableNamed(name).insert(row)
  }
  for (const name of ['User', 'Profile', 'Organization']) {
    for (const row of org.database.tableNamed(name).rows()) database.tableNamed(name).insert({ ...row })
  }
  return database
}
