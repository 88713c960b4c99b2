import type { ExternalRecord } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'

/** A Salesforce record as it stands now, read because something hinted at it. */
export interface Change {
  readonly id: string
  /** SystemModstamp, ISO; null where the record could not be read. */
  readonly stamp: string | null
  /** By field path (`Account.Name`); null when the record is deleted or not visible. */
  readonly values: Readonly<Record<string, unknown>> | null
  readonly deleted: boolean
  /** How often writing this record failed before. */
  readonly tries: number
}

/** A stored link with its bases; `rev` is the revision their positions follow. */
export interface Link {
  readonly linkId: number
  readonly sfId: string
  readonly extId: string
  readonly stamp: string | null
  readonly rev: number
  readonly state: LinkState
  readonly salesforce: readonly Canonical[]
  readonly external: readonly Canonical[]
}
export const linkStates = { live: 0, deletedInSalesforce: 1, retired: 2 } as const
export type LinkState = (typeof linkStates)[keyof typeof linkStates]

/** What a change is about: a known link, a record found outside by the match rules, neither, or a case for a person. */
export interface Resolved {
  readonly change: Change
  readonly link: Link | null
  readonly found: ExternalRecord | null
  readonly held: Issue | null
}

/** What a person has to know and may have to do. `line` is empty when it is about the whole record. */
export interface Issue {
  readonly line: string
  readonly code: string
  readonly message: string
  readonly candidates?: readonly { readonly id: string; readonly label: string }[]
}

/** What became of a record. Every record of every run ends in one. */
export type Bucket =
  | 'created' // made outside, and linked
  | 'linked' // found outside by a match rule, and brought in step
  | 'updated' // changed fields were written
  | 'deleted'
  | 'unchanged' // nothing to write: an echo, or an edit of what is not mapped
  | 'skipped' // left out by a rule; `code` says which
  | 'held' // waits for a person: several candidates
  | 'rejected' // can't be written as it is; an issue says why
  | 'failed' // tried again by itself
  | 'deferred' // another lane has it on the wire, or was faster; looked at again

/** One line of a record's history: what was written over what. */
export interface LineChange {
  readonly line: string
  readonly value_from: Canonical
  readonly value_to: Canonical
}

export interface Outcome {
  readonly sfId: string
  readonly extId: string | null
  readonly linkId: number | null
  readonly stamp: string | null
  /** The link's new state; null leaves the link as it is. */
  readonly state: LinkState | null
  /** New bases; null leaves them as they are. */
  readonly salesforce: readonly Canonical[] | null
  readonly external: readonly Canonical[] | null
  readonly bucket: Bucket
  readonly code: string | null
  readonly detail: Readonly<Record<string, unknown>> | null
  readonly changes: readonly LineChange[]
  readonly issues: readonly Issue[]
  readonly retry: { readonly at: Date; readonly tries: number } | null
}

/** An outcome that changes nothing but says what happened. */
export function outcomeOf(
  { change, link, found }: Pick<Resolved, 'change' | 'link' | 'found'>,
  bucket: Bucket,
  rest: Partial<Outcome> = {}
): Outcome {
  return {
    sfId: change.id,
    extId: link?.extId ?? found?.id ?? null,
    linkId: link?.linkId ?? null,
    stamp: change.stamp,
    state: null,
    salesforce: null,
    external: null,
    bucket,
    code: null,
    detail: null,
    changes: [],
    issues: [],
    retry: null,
    ...rest
  }
}
