import type { Side, WriteOperation } from '../connectors/connector.ts'
import type { ConsentView } from './consent-lines.ts'
import { recordKey, type Bucket, type LinkState, type Resolved, type Sent, type Wait } from './change.ts'
import type { Parents } from './mapping.ts'
import type { PlannedLines } from './plan-lines.ts'
import type { Pair } from './pair.ts'

/** A write to Salesforce. */
export type SalesforceWrite =
  | { readonly kind: 'create'; readonly values: Sent }
  | { readonly kind: 'update'; readonly id: string; readonly values: Sent }
  | { readonly kind: 'delete'; readonly id: string }

/** The writes that were decided on for a record, with everything that recording them will need. */
export interface Operation {
  readonly key: string
  readonly resolved: Resolved
  readonly external: WriteOperation | null
  readonly salesforce: SalesforceWrite | null
  readonly lines: PlannedLines | null
  readonly waits: Wait | null
  /** The unique value of a record to be created; two creates with one key would collapse into one record, or make two. */
  readonly createKey: string | null
  /** The bucket it ends in when every write succeeds, and the link's state then. */
  readonly bucket: Bucket
  readonly state: LinkState
  readonly code: string | null
  /** An opt-out alone: nothing else of the record is settled by it, and it makes no link. */
  readonly only?: 'consent'
}

/** What deciding needs to know beside the records. */
export interface PlanContext {
  readonly pair: Pair
  /** The external system's name, for sentences. */
  readonly label: string
  readonly parents: Parents
  /** Ids of pairs by name, for records that wait for a parent. */
  readonly pairIds: Readonly<Record<string, number>>
  /** What the ledger says of a record; nothing where nobody asked. */
  readonly consent?: (one: Resolved) => ConsentView
}

export const externalId = ({ link, external }: Resolved) => link?.extId ?? external?.id ?? null
export const salesforceId = ({ link, salesforce }: Resolved) => link?.sfId ?? salesforce?.id ?? null

/** A delete of the linked record on `side`. */
export function removal(one: Resolved, side: Side, code: string | null, state: LinkState): Operation {
  const id = side === 'external' ? externalId(one) : salesforceId(one)
  const gone = { kind: 'delete', id: id ?? '' } as const
  return {
    key: recordKey(one),
    resolved: one,
    external: side === 'external' ? gone : null,
    salesforce: side === 'salesforce' ? gone : null,
    lines: null,
    waits: null,
    createKey: null,
    bucket: 'deleted',
    state,
    code
  }
}
