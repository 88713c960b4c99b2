import { sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * Makes an issue of every record that has waited a day for its parent, or whose parent is an issue itself; one for each,
 * which ends when the record is done. Records that wait for a parent to be made again are not among them. Gives how many
 * are new.
 */
export async function tellOverdueWaits(db: Database, orgId: number): Promise<number> {
  return db.withOrg(orgId, async (tx) => {
    const told = await sql`
      insert into issues (org_id, connection_id, pair_id, record_key, sf_id, ext_id, line, code, message, candidates, run_id)
      select w.org_id, p.connection_id, w.pair_id, w.record_key,
        case w.side when 'salesforce' then w.record_id end, case w.side when 'external' then w.record_id end, '', 'parent-missing',
        'It waits for ' || w.parent_id || ' (' || parent.name || '), to which it belongs and which is not linked. See what became of that record, or link it by hand: this one follows at once.',
        jsonb_build_array(jsonb_build_object('id', w.parent_id, 'label', 'the record it waits for')),
        (select max(run_id) from runs r where r.org_id = w.org_id and r.connection_id = p.connection_id)
      from waits w
      join pairs p on p.org_id = w.org_id and p.pair_id = w.pair_id
      join pairs parent on parent.org_id = w.org_id and parent.pair_id = w.parent_pair
      where w.org_id = ${orgId}
        and (w.since < now() - interval '24 hours' or exists (
          select from issues i where i.org_id = w.org_id and i.pair_id = w.parent_pair and i.state = 0 and i.line = ''
            and i.record_key = case w.parent_side when 'salesforce' then w.parent_id else 'ext:' || w.parent_id end))
        and not exists (
          select from links l where l.org_id = w.org_id and l.pair_id = w.pair_id and l.sf_id = w.record_id and l.state = 3)
      on conflict (org_id, pair_id, record_key, line, code) where state <> 1 do nothing`.execute(tx)
    return Number(told.numAffectedRows ?? 0n)
  })
}
