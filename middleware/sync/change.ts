import type { Side, Value } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'

/** A record of one side as it stands now, read because something hinted at it. */
export interface Change {
  readonly side: Side
  readonly id: string
  /** SystemModstamp, or the vendor's instant of modification, ISO; null where it is not told or the record could not be read. */
  readonly stamp: string | null
  /** By field path (`Account.Name`); null when the record is deleted or not visible. */
  readonly values: Readonly<Record<string, unknown>> | null
  readonly deleted: boolean
  /** Of a Salesforce record that was merged away: the record that stayed. */
  readonly masterId: string | null
  /** How often writing this record failed before. */
  readonly tries: number
}

/** A stored link with its bases; `rev` is the revision their positions follow. */
export interface Link {
  readonly linkId: number
  readonly sfId: string
  readonly extId: string
  readonly stamp: string | null
  readonly extStamp: string | null
  readonly rev: number
  readonly state: LinkState
  readonly salesforce: readonly Canonical[]
  readonly external: readonly Canonical[]
  /** One character a line: `-` nothing, `e` the external value is a filler, `s` Salesforce's is, `w` settling. Empty: all `-`. */
  readonly flags: string
  /** Of writes whose answer never came. */
  readonly sent?: readonly SentLine[] | null
}
/** A line of a write, and the bases as they are if it landed. */
export interface SentLine extends Readonly<Record<Side, Canonical>> {
  readonly line: string
  /** Where it was written. */
  readonly side: Side
  readonly flag: string
}
export const linkStates = {
  live: 0,
  goneInSalesforce: 1,
  retired: 2,
  goneOutside: 3,
  /** Taken apart by hand: neither record is linked again by a rule. */
  unlinked: 4
} as const
export type LinkState = (typeof linkStates)[keyof typeof linkStates]

/** A record as it stands on one side, as far as it was read. */
export interface Standing<V = unknown> {
  readonly id: string
  readonly stamp: string | null
  readonly values: Readonly<Record<string, V>>
}

/** What a change is about: a known link, a record found on the other side by the match rules, neither, or a case for a person. */
export interface Resolved {
  readonly change: Change
  readonly link: Link | null
  readonly salesforce: Standing | null
  readonly external: Standing<Value> | null
  readonly held: Issue | null
  /** Why it is left alone, where that was found out before the merge. */
  readonly skipped: string | null
  /** Decisions about the link itself, made while it was resolved. */
  readonly fate: Fate | null
  /** The match rule that found the other side, in words. */
  readonly how?: string
  /** Of a record without a link: what a counterpart was to be made with, in a write whose answer never came. */
  readonly landed?: readonly SentLine[]
  /** Until when that write may still land. */
  readonly landsBy?: Date
  /** A person's answers to this record's conflicts. */
  readonly answers?: readonly Answer[]
  /** Lines that were written back and forth, and are left alone. */
  readonly tripped?: ReadonlySet<string>
}

/** What a person accepted in a conflict, and what each side held then; it counts while both still do. */
export interface Answer extends Readonly<Record<Side, Canonical>> {
  readonly answerId: number
  readonly line: string
  readonly take: Side
}

/** Nothing was decided about it yet, so it can still be looked for. */
export const isOpen = (one: Resolved): boolean =>
  one.held === null && one.skipped === null && one.fate === null

/** What becomes of a link when life goes on around it. */
export type Fate =
  /** The Salesforce record was merged into another: its link now belongs to the winner, or is retired because the winner has one. */
  | { readonly kind: 'merged'; readonly into: string; readonly winnerLinked: boolean }
  /** The lead was converted: the partner outside belongs to this record of another pair. */
  | { readonly kind: 'converted'; readonly pairId: number; readonly sfId: string }
  /** The same, and that record has a partner of its own. */
  | { readonly kind: 'converted-into-linked'; readonly sfId: string; readonly extId: string }
  /** The record outside is gone, as a look by its id told. */
  | { readonly kind: 'gone-outside' }
  /** It went together with its parent outside: `waits` for that to be made again. */
  | { readonly kind: 'gone-with-parent'; readonly waits: Wait }
  /** A create without an answer made its counterpart before it went; the two are linked, and then its end is dealt with. */
  | { readonly kind: 'made-before-its-end'; readonly sfId: string; readonly extId: string }
  /** Another record has to be dealt with first: one whose place it takes is gone, or it may be what that one was made into. */
  | { readonly kind: 'after-another'; readonly at: Date }

/** What a person has to know and may have to do. `line` is empty when it is about the whole record. */
export interface Issue {
  readonly line: string
  readonly code: string
  readonly message: string
  readonly candidates?: readonly { readonly id: string; readonly label: string }[]
  /** Of a conflict: what each side holds, one of which a person accepts. */
  readonly choices?: Readonly<Record<Side, Canonical>>
}

/** What became of a record. Every record of every run ends in one. */
export const buckets = [
  'created', // made on the other side, and linked
  'linked', // found there by a match rule, and brought in step
  'updated', // changed fields were written
  'deleted',
  'unlinked', // the link ended, both records stay
  'unchanged', // nothing to write: an echo, or an edit of what is not mapped
  'skipped', // left out by a rule; `code` says which
  'held', // waits for a person: several candidates
  'conflict', // both sides were edited, and the line's rule is to ask
  'waiting', // its parent is not linked yet
  'rejected', // can't be written as it is; an issue says why
  'failed', // tried again by itself
  'deferred', // another lane has it on the wire, or was faster; looked at again
  'superseded' // changed after it was planned; planned again
] as const
export type Bucket = (typeof buckets)[number]

/** One line of a record's history: what was written over what, on which side. */
export interface LineChange {
  readonly line: string
  readonly side: Side
  readonly value_from: Canonical
  readonly value_to: Canonical
}

/** A value that a line's value map does not list. */
export interface Gap {
  readonly line: string
  readonly side: Side
  readonly value: string
}

export interface Outcome {
  /** What it is called where one record may have one row: the Salesforce id, or `ext:` and the external one. */
  readonly key: string
  readonly sfId: string | null
  readonly extId: string | null
  readonly linkId: number | null
  readonly stamp: string | null
  readonly extStamp: string | null
  /** The link's new state; null leaves the link as it is. */
  readonly state: LinkState | null
  /** New bases; null leaves them as they are. */
  readonly salesforce: readonly Canonical[] | null
  readonly external: readonly Canonical[] | null
  readonly flags: string | null
  readonly bucket: Bucket
  readonly code: string | null
  readonly detail: Readonly<Record<string, unknown>> | null
  readonly changes: readonly LineChange[]
  readonly issues: readonly Issue[]
  readonly gaps: readonly Gap[]
  readonly retry: Retry | null
  readonly waits: Wait | null
  /** The link is made again for this record of another pair. */
  readonly moves: { readonly pair: number; readonly sf_id: string } | null
  /** Why the two records of a new link are one. */
  readonly how?: string | null
  /** The answers this merge used up, or found out of date. */
  readonly answered?: readonly number[]
}

/** Why the two records of a link are one, where one was made from the other: on which side. */
export const madeIn = { salesforce: 'created in Salesforce', external: 'created outside' } as const

/** When the record is looked at again, by its id on the side the change came from. */
export interface Retry {
  readonly at: Date
  readonly tries: number
  readonly side: Side
  readonly id: string
}

/** The parent whose link a record waits for. Names as the database has them. */
export interface Wait {
  readonly side: Side
  readonly record_id: string
  readonly parent_pair: number
  readonly parent_side: Side
  readonly parent_id: string
}

export const keyOfRecord = (sfId: string | null, extId: string | null): string => sfId ?? `ext:${extId ?? ''}`

type Known = Pick<Resolved, 'change' | 'link' | 'salesforce' | 'external' | 'how' | 'answers'>

export const salesforceIdOf = ({ change, link, salesforce }: Known): string | null =>
  link?.sfId ?? salesforce?.id ?? (change.side === 'salesforce' ? change.id : null)
export const externalIdOf = ({ change, link, external }: Known): string | null =>
  link?.extId ?? external?.id ?? (change.side === 'external' ? change.id : null)
export const recordKey = (one: Known): string => keyOfRecord(salesforceIdOf(one), externalIdOf(one))

/** An outcome that changes nothing but says what happened. */
export function outcomeOf(one: Known, bucket: Bucket, rest: Partial<Outcome> = {}): Outcome {
  const { change, salesforce, external } = one
  return {
    key: recordKey(one),
    sfId: salesforceIdOf(one),
    extId: externalIdOf(one),
    linkId: one.link?.linkId ?? null,
    stamp: salesforce?.stamp ?? (change.side === 'salesforce' ? change.stamp : null),
    extStamp: external?.stamp ?? (change.side === 'external' ? change.stamp : null),
    state: null,
    salesforce: null,
    external: null,
    flags: null,
    bucket,
    code: null,
    detail: null,
    changes: [],
    issues: [],
    gaps: [],
    retry: null,
    waits: null,
    moves: null,
    how: one.how ?? null,
    answered: (one.answers ?? []).map((answer) => answer.answerId),
    ...rest
  }
}

export const retryOf = ({ change }: Pick<Resolved, 'change'>, at: Date, tries: number): Retry => ({
  at, tries, side: change.side, id: change.id
}) // prettier-ignore

/** Values by field, as they are sent to a side. */
export type Sent = Readonly<Record<string, Value>>
