import { ConnectorError } from '../connectors/connector.ts'
import { ScanVoidError } from '../database/staging.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { OutOfBudget } from './purse.ts'
import { nextTry } from './retry.ts'

/** How long a lane rests, and why in words for an admin. `surprise`: this is a fault of ours and belongs in the log. */
export interface Rest {
  readonly until: Date
  readonly trouble: string
  readonly surprise: boolean
}

/** What follows from a failure that stopped a whole lane. It always comes back: waiting, or a corrected setting, heals it. */
export function restAfter(error: unknown, troubles: number, now: Date): Rest {
  if (error instanceof OutOfBudget) return { until: error.until, trouble: error.message, surprise: false }
  const spread = Math.random()
  if (error instanceof ConnectorError || error instanceof SalesforceError) {
    const retryAfterMs = error instanceof ConnectorError ? error.retryAfterMs : undefined
    // Kinds that would end as an issue of one record keep a lane waiting like a refused login does.
    const at = nextTry(error.kind, troubles, now, spread, retryAfterMs)
    const until = at === 'issue' ? nextTry('auth', troubles, now, spread) : at
    return { until: until === 'issue' ? now : until, trouble: error.message, surprise: false }
  }
  if (error instanceof ScanVoidError)
    return { until: new Date(now.getTime() + 1000), trouble: error.message, surprise: false }
  const until = nextTry('unavailable', troubles, now, spread)
  const trouble = 'Bothways itself failed here. It tries again; the log of this node tells more.'
  return { until: until === 'issue' ? now : until, trouble, surprise: true }
}
