import { asKept } from './mapping.ts'
import type { Canonical } from './canonical.ts'
import type { Line } from './pair.ts'

/** A line's values: what each side was last known to hold (`base`, none before the first link) and what is there now. */
export interface LineState {
  readonly base: { readonly salesforce: Canonical; readonly external: Canonical } | undefined
  readonly salesforce: Canonical
  /** Not known unless the external record was read. */
  readonly external: Canonical | undefined
}

/** `take` writes `to` outside. The others write nothing: both hold the same, nothing moved here, or the line's rule says so. */
export type Verdict = { readonly do: 'take'; readonly to: Canonical } | { readonly do: 'agree' | 'rest' }

/**
 * Three-way merge of one line that flows to the external side. A side counts as changed only against its own base, so
 * a value the vendor normalised is never taken for an edit, and our own write coming back changes nothing.
 */
export function mergeLine(line: Line, state: LineState): Verdict {
  const there = state.external ?? state.base?.external ?? null
  const wanted = asKept(line, state.salesforce)
  if (line.field.type === 'opt-out') return mergeOptOut(wanted, there)
  if (wanted === there) return { do: 'agree' }
  if (state.base !== undefined && state.salesforce === state.base.salesforce) return { do: 'rest' }
  // Without a base nobody cleared anything: the field was never filled in here, and what is there stays.
  if (wanted === null && (state.base === undefined || line.spec.blank === 'ignore')) return { do: 'rest' }
  return { do: 'take', to: state.salesforce }
}

/** The most restrictive wins, always: an opt-out travels, its absence is never an opt-in. */
function mergeOptOut(wanted: Canonical, there: Canonical): Verdict {
  if (wanted === there) return { do: 'agree' }
  return wanted === 'true' ? { do: 'take', to: 'true' } : { do: 'rest' }
}
