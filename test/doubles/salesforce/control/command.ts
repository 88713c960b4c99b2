import type { OrgState } from '../org-state.ts'
import type { Args } from './args.ts'

/** Something a test, the demo or a person does to the org from behind. */
export interface Command {
  /** One line: what it does, and its arguments. */
  readonly help: string
  readonly run: (org: OrgState, args: Args) => unknown
}

export type Commands = Readonly<Record<string, Command>>
