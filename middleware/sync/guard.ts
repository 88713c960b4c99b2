/** What a plan or a reconcile would do that is hard to take back. Counts of records; `seen` by side that was read whole. */
export interface GuardCounts {
  readonly deletes: number
  /** Blanks that would be written over values. */
  readonly blanks: number
  /** Records whose owner would change. */
  readonly owners: number
  /** Missing: the side was not read whole. */
  readonly seen: Readonly<Partial<Record<'salesforce' | 'external', number>>>
}

/** More than this stops and asks: a number of records, or a share of the linked ones. */
export interface Rail {
  readonly most: number
  /** 0..1. */
  readonly share: number
}
export interface Rails {
  readonly deletes: Rail
  readonly blanks: Rail
  readonly owners: Rail
}

export type GuardCode = 'deletes' | 'blanks' | 'owners' | 'empty-salesforce' | 'empty-external'

/** Why something stops until a person says yes to just this. */
export interface GuardReason {
  readonly code: GuardCode
  readonly message: string
}

const said = {
  deletes: (n: number) => `${n} records would be deleted`,
  blanks: (n: number) => `${n} values would be blanked`,
  owners: (n: number) => `${n} records would get another owner`
} as const

/** The guard rails that are touched; none: nothing stops. `linked`: records linked once it is done. `label`: the external system. */
export function guard(counts: GuardCounts, linked: number, rails: Rails, label: string): GuardReason[] {
  const reasons: GuardReason[] = []
  for (const [side, place] of [
    ['salesforce', 'Salesforce'],
    ['external', label]
  ] as const)
    if (counts.seen[side] === 0)
      reasons.push({
        code: `empty-${side}`,
        message: `${place} showed no record at all. Is it the right account, and may the user see the records?`
      })
  for (const code of ['deletes', 'blanks', 'owners'] as const) {
    const [count, { most, share }] = [counts[code], rails[code]]
    if (count > most)
      reasons.push({ code, message: `${said[code](count)}, more than the ${most} that need no question.` })
    else if (count > share * linked)
      reasons.push({
        code,
        message: `${said[code](count)}, more than ${percent(share)} of the ${linked} linked records.`
      })
  }
  return reasons
}

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`
