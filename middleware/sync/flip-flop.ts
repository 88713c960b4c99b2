import type { Side } from '../connectors/connector.ts'
import type { Canonical } from './canonical.ts'

/** How often a line may go back to the value it had just left before the breaker trips. */
const RETURNS = 3

/** Something that was written to a line, or `null` where a person looked into it and asked to try again. */
export interface Turn {
  readonly line: string
  readonly side: Side
  readonly value: Canonical
  readonly kind: 'written' | 'retried'
}

/**
 * Whether a line goes back and forth between two values: something else writes it too, and each sync undoes the other.
 * @param written what was written to one line, oldest first, within the time that counts
 */
export function alternates(written: readonly Canonical[]): boolean {
  const returns = written.slice(-RETURNS - 2)
  return (
    returns.length === RETURNS + 2 &&
    returns.every((value, at) => at < 2 || (value === returns[at - 2] && value !== returns[at - 1]))
  )
}

/**
 * The lines of a record that are left alone. Only where both sides took turns: a person who ticks and unticks a box writes
 * to the other side again and again, and each time that is what they want.
 * @param turns of all its lines, oldest first, within the time that counts
 */
export function tripped(turns: readonly Turn[]): ReadonlySet<string> {
  const lines = Map.groupBy(turns, (turn) => turn.line)
  return new Set([...lines].filter(([, own]) => goesBackAndForth(own)).map(([line]) => line))
}

function goesBackAndForth(turns: readonly Turn[]): boolean {
  const since = turns.slice(turns.findLastIndex((turn) => turn.kind === 'retried') + 1)
  const last = since.slice(-RETURNS - 2)
  const takesTurns = last.every((turn, at) => at === 0 || turn.side !== last[at - 1]?.side)
  return takesTurns && alternates(last.map((turn) => turn.value))
}
