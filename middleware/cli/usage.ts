import { listConnections } from '../database/connections.ts'
import type { Engine } from '../sync/engine.ts'

/** Thrown for words that are no command; printed with the usage. */
export class UsageError extends Error {}

/** What may stand behind the words of a command. */
export interface Flags {
  readonly json: boolean
  readonly yes: boolean
  readonly code?: string
  readonly line?: string
  readonly kind?: string
  readonly limit?: string
  readonly after?: string
  readonly hash?: string
  readonly 'accept-guard'?: string
}

export type Command = (engine: Engine, words: readonly string[], flags: Flags) => Promise<void>

export const orgsOf = async ({ db }: Engine) => [
  ...new Set((await listConnections(db)).map((one) => one.orgId))
]

export function whole(name: string, given: string | undefined): number {
  if (!/^\d{1,9}$/.test(given ?? '')) throw new UsageError(`${name} must be a number`)
  return Number(given)
}
