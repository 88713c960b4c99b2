import { AsyncLocalStorage } from 'node:async_hooks'
import { bulk } from './uncertain/bulk.ts'
import { loginAndReports } from './uncertain/login-and-reports.ts'
import { metadata } from './uncertain/metadata.ts'
import { query } from './uncertain/query.ts'
import { records } from './uncertain/records.ts'
import { rest } from './uncertain/rest.ts'
import { setup } from './uncertain/setup.ts'
import type { Uncertain } from './uncertain/uncertain-answer.ts'

/**
 * Answers whose status, code or words nobody here has seen. What is uncertain in behaviour is a switch (`switches.ts`);
 * one file corrects both once a real org was asked (`probe.ts`). Marks: K from memory, U a guess. `{names}` are
 * filled in.
 */
const table = {
  ...metadata,
  ...setup,
  ...query,
  ...rest,
  ...records,
  ...bulk,
  ...loginAndReports
} satisfies Readonly<Record<string, Uncertain>>

export type UncertainName = keyof typeof table
/** What a probe of a real org found, by name. */
export type Wordings = Readonly<
  Partial<Record<UncertainName, Partial<Pick<Uncertain, 'status' | 'code' | 'text'>>>>
>

/** Of the org that is at work: two orgs of one process may have been corrected by different probes. */
const corrections = new AsyncLocalStorage<Wordings>()

/** Does `work`, and what it starts, in the corrected words. */
export const inWordings = <T>(wordings: Wordings, work: () => T): T => corrections.run(wordings, work)

export const uncertainNames: ReadonlySet<string> = new Set(Object.keys(table))

export const uncertain = (name: UncertainName): Uncertain => ({
  ...table[name],
  ...corrections.getStore()?.[name]
})

export const codeOf = (name: UncertainName): string => uncertain(name).code ?? 'UNKNOWN_EXCEPTION'

/** The words of one of them, filled in. */
export const wordsOf = (
  name: UncertainName,
  values: Readonly<Record<string, string | number>> = {}
): string => uncertain(name).text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole))
