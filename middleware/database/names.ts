import { sql } from 'kysely'
import type { OrgNames } from '../salesforce/names.ts'
import type { Database } from './open.ts'

/** Adds what fields are called in an org; of an object that is named again, only the names given change. */
export async function saveNames(db: Database, orgId: number, found: OrgNames, now: Date): Promise<void> {
  await db.withOrg(orgId, async (tx) => {
    for (const [object, names] of Object.entries(found))
      await sql`
        update orgs set names_at = ${now}, names = names || jsonb_build_object(${object}::text,
          case when ${JSON.stringify(names)}::jsonb = 'null' or jsonb_typeof(names -> ${object}::text) is distinct from 'object' then ${JSON.stringify(names)}::jsonb
            else (names -> ${object}::text) || ${JSON.stringify(names)}::jsonb end)
        where org_id = ${orgId}`.execute(tx)
  })
}
