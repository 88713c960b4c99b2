import type { Side } from '../connectors/connector.ts'
import type { Answer, Resolved } from './change.ts'
import { fromSalesforce, fromWhole, same, type Held } from './mapping.ts'
import type { Pair } from './pair.ts'

/**
 * The answers that still count: both sides hold what the person saw. One that was given to other values is no answer to
 * these, and the conflict is asked again.
 */
export function standingAnswers(pair: Pair, one: Resolved): Readonly<Record<string, Side>> {
  const standing = (one.answers ?? []).filter((answer) => isStanding(pair, one, answer))
  return Object.fromEntries(standing.map(({ line, take }) => [line, take]))
}

function isStanding(pair: Pair, { salesforce, external }: Resolved, answer: Answer): boolean {
  const line = pair.lines.find((one) => one.name === answer.line)
  if (line === undefined || salesforce === null || external === null) return false
  const now: Readonly<Record<Side, Held>> = {
    salesforce: fromSalesforce(line, salesforce.values),
    external: fromWhole(line, external.values)
  }
  return (['salesforce', 'external'] as const).every((side) => {
    const held = now[side]
    return held !== undefined && 'ok' in held && same(line, side, held.ok, answer[side])
  })
}
