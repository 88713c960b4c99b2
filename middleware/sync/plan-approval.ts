import type { GuardCode } from './guard.ts'

/** A plan as far as saying yes to it asks for. */
export interface Approvable {
  readonly state: string
  readonly rev: number
  readonly hash: string | null
  readonly planned: Readonly<Record<string, number>>
  readonly guard: readonly { readonly code: GuardCode; readonly message: string }[] | null
  readonly expiresAt: Date | null
}

/** What somebody says yes to. */
export interface Yes {
  readonly hash: string
  /** Counts as they were shown; the hash covers them, so they may be left out. */
  readonly planned?: Readonly<Record<string, number>>
  /** The reasons the plan was stopped for, by name. */
  readonly acceptGuard: readonly string[]
}

/** What the plan is measured with when it is approved. */
export interface Standing {
  /** The mapping revision of the pair now; null when the pair is gone. */
  readonly rev: number | null
  /** The hash of what is stored now. */
  readonly hash: string
  /** What else of the connection is being carried out. */
  readonly busy: string | null
  readonly now: Date
}

/** Why a plan can't be approved so, with the next step; null when it can. Pure. */
export function refusal(plan: Approvable, yes: Yes, standing: Standing): string | null {
  if (plan.state === 'running') return 'The plan is still being made. Wait until it is complete.'
  if (plan.state === 'expired' || (plan.expiresAt !== null && plan.expiresAt <= standing.now))
    return 'The plan is older than seven days. Make a new one.'
  if (plan.state !== 'planned' && plan.state !== 'stopped') return `The plan is ${plan.state} already.`
  if (plan.rev !== standing.rev) return 'The mapping was changed after the plan was made. Make a new one.'
  if (plan.hash !== standing.hash)
    return 'What is stored of the plan is not what was planned. Cancel it and make a new one.'
  if (yes.hash !== plan.hash)
    return "This hash is not the plan's. Look at the plan, and approve with the hash that is shown there."
  if (yes.planned !== undefined && !sameCounts(yes.planned, plan.planned))
    return "The counts are not the plan's. Look at the plan again."
  if (standing.busy !== null) return `${standing.busy} Wait until that is done, then approve again.`
  const open = (plan.guard ?? []).filter(({ code }) => !yes.acceptGuard.includes(code))
  if (open.length === 0) return null
  const named = (plan.guard ?? []).map(({ code }) => code).join(',')
  return `The plan was stopped:\n${open.map(({ message }) => `  ${message}`).join('\n')}\nIf that is meant, approve with --accept-guard ${named}`
}

function sameCounts(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => (one[name] ?? 0) === (other[name] ?? 0))
}
