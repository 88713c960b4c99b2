import { membersOf } from './canonical.ts'
import type { Gap } from './change.ts'
import { flows } from './flow.ts'
import { otherSide, translate, typeOf } from './mapping.ts'
import type { LineFacts } from './plan-line.ts'
import type { Line } from './pair.ts'

/** Unlisted values are collected from both sides, whether or not they stopped anything. */
export function gapsOf(line: Line, facts: LineFacts): Gap[] {
  return (['salesforce', 'external'] as const).flatMap((side) => {
    const held = facts[side]
    if (held === undefined || !('ok' in held) || !flows(line, otherSide(side), facts.may)) return []
    const mapped = translate(line, otherSide(side), held.ok, facts.parents)
    if ('waitsFor' in mapped || mapped.gap === undefined) return []
    const values = typeOf(line, side) === 'set' ? membersOf(mapped.gap) : [mapped.gap]
    return values.map((value) => ({ line: line.name, side, value }))
  })
}
