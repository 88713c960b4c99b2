import type { GroupByClause } from '@jetstreamapp/soql-parser-js'
import { callOf, computed } from './functions.ts'
import type { Computed } from './functions.ts'
import type { Scope } from './path.ts'
import { positionOf, soqlError } from './soql-error.ts'

export type Key = Computed

export interface Grouping {
  readonly keys: readonly Key[]
  /** The keys to group by, once for each kind of row in the result. */
  readonly sets: readonly (readonly Key[])[]
}

/** What a GROUP BY asks for: `ROLLUP(a, b)` adds the sums over b and over all, `CUBE` those of every choice. */
export function groupingOf(clauses: readonly GroupByClause[], scope: Scope): Grouping {
  const [first] = clauses
  const { functionName = '', parameters = [] } = callOf(first)
  const kind = functionName.toUpperCase()
  if (kind === 'ROLLUP' || kind === 'CUBE') {
    const keys = parameters.map((parameter) => keyOf(parameter, scope))
    return {
      keys,
      sets: kind === 'CUBE' ? choices(keys) : keys.map((_, i) => keys.slice(0, keys.length - i)).concat([[]])
    }
  }
  const keys = clauses.map((clause) => keyOf('field' in clause ? clause.field : clause, scope))
  return { keys, sets: [keys] }
}

function keyOf(expression: unknown, scope: Scope): Key {
  const key = computed(scope, expression)
  if (typeof expression !== 'string' || key.field.groupable) return key
  const place = positionOf(scope.text, expression, /\bGROUP\s+BY\b/i.exec(scope.text)?.index)
  throw soqlError(
    'MALFORMED_QUERY',
    scope.text,
    place,
    `field '${expression}' can not be grouped in a query call`
  )
}

/** Every subset, the full one first. */
function choices(keys: readonly Key[]): Key[][] {
  const [first, ...rest] = keys
  if (!first) return [[]]
  const others = choices(rest)
  return [...others.map((set) => [first, ...set]), ...others]
}
