import type { SentLine } from '../sync/change.ts'

/** The links of a page as they are now, with their bases. */
export const linkColumns = `l.link_id, l.sf_id, l.ext_id, l.sf_stamp, l.ext_stamp, l.rev, l.state, b.salesforce, b.external, b.flags`
export const basesJoin = `left join bases b on b.org_id = l.org_id and b.pair_id = l.pair_id and b.link_id = l.link_id`

export interface LinkRow {
  readonly link_id: number | null
  readonly sf_id: string
  readonly ext_id: string
  readonly sf_stamp: Date | null
  readonly ext_stamp: Date | null
  readonly rev: number
  readonly state: number
  readonly salesforce: (string | null)[] | null
  readonly external: (string | null)[] | null
  readonly flags: string | null
  /** Of writes whose answer never came; a page of links that are missing does not ask. */
  readonly sent?: readonly SentLine[] | null
  /** Made or changed since the scan began. */
  readonly touched?: boolean
}
