import type { ErrorKind } from '../connectors/connector.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND

interface Rule {
  readonly tries: number
  readonly firstMs: number
}

/** How patiently each kind of failure is tried again before a person is asked. `Infinity`: waiting heals it. */
const rules: Readonly<Record<ErrorKind, Rule>> = {
  'rate-limited': { tries: Infinity, firstMs: 5 * SECOND },
  unavailable: { tries: Infinity, firstMs: 2 * SECOND },
  conflict: { tries: 6, firstMs: SECOND },
  schema: { tries: 3, firstMs: 30 * SECOND },
  auth: { tries: Infinity, firstMs: 60 * SECOND },
  forbidden: { tries: 3, firstMs: 60 * SECOND },
  'not-found': { tries: 1, firstMs: SECOND },
  invalid: { tries: 0, firstMs: 0 }
}

/** These are not about one record: whatever comes next would fail the same way, so the whole lane waits. */
export function stopsTheLane(kind: ErrorKind): boolean {
  return kind === 'rate-limited' || kind === 'unavailable' || kind === 'auth'
}

/**
 * When a failed write is tried again, or `issue` when a person is needed.
 * @param tries how often it failed before, 0 for the first failure
 * @param retryAfterMs what the vendor asked for; kept to, up to an hour
 * @param spread 0..1, so that records which failed together do not come back together
 */
export function nextTry(
  kind: ErrorKind,
  tries: number,
  now: Date,
  spread: number,
  retryAfterMs?: number
): Date | 'issue' {
  const rule = rules[kind]
  if (tries >= rule.tries) return 'issue'
  const backOff = Math.min(HOUR, rule.firstMs * 2 ** Math.min(tries, 20))
  const asked = Math.min(HOUR, retryAfterMs ?? 0)
  return new Date(now.getTime() + Math.max(asked, backOff * (0.5 + spread / 2)))
}
