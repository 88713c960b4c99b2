import { z } from 'zod'
import type { Schedule } from '../connectors/connector.ts'
import type { BudgetRules } from './budget.ts'
import type { Rails } from './guard.ts'
import { isZone } from './zone.ts'

const zone = z.string().refine(isZone, 'is not a time zone; choose one like Europe/Warsaw')
const time = z.string().regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'is not a time of day; write it like 02:00')
const minutes = z
  .int('is a whole number of minutes')
  .min(1, 'is at least 1')
  .max(44_640, 'is at most a month (44640)')

const schedule: z.ZodType<Schedule> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('interval'), minutes }),
  z.strictObject({ kind: z.literal('nightly'), at: time, zone }),
  z.strictObject({ kind: z.literal('following-morning'), at: time, zone }),
  z.strictObject({ kind: z.literal('paused') })
])

const rail = z
  .strictObject({
    most: z.int('is a whole number of records').min(0, 'is 0 or more').default(50),
    share: z
      .number('is a share between 0 and 1')
      .min(0, 'is a share between 0 and 1')
      .max(1, 'is a share between 0 and 1')
      .default(0.02)
  })
  .prefault({})

const rulesSchema = z.strictObject({
  zone: zone.default('UTC'),
  cap: z
    .int('is a whole number of calls, or blank for no limit')
    .min(0, 'is 0 or more')
    .max(1_000_000_000)
    .nullable()
    .default(null),
  reserve: z
    .number('is a share between 0 and 1')
    .min(0, 'is a share between 0 and 1')
    .max(1, 'is a share between 0 and 1')
    .default(0.2),
  quiet: z.strictObject({ from: time, to: time }).nullable().default(null),
  schedule: schedule.nullable().default(null),
  readSchedule: schedule.nullable().default(null),
  approve: z.enum(['plan', 'none'], 'is "plan" or "none"').default('plan'),
  rails: z.strictObject({ deletes: rail, blanks: rail, owners: rail }).prefault({})
})

/** What the admin says of when and how much a connection works. `cap` counts records where the product counts them. */
export interface ConnectionRules extends BudgetRules {
  /** The account's zone: its days are counted by it, quiet hours are meant in it. */
  readonly zone: string
  /** Null: as the connector has it. */
  readonly schedule: Schedule | null
  /** Of reading the external side; null: the same. */
  readonly readSchedule: Schedule | null
  /** What a pair needs before it writes for the first time. */
  readonly approve: 'plan' | 'none'
  /** Above these a plan or a reconcile stops and asks. */
  readonly rails: Rails
}

/** Thrown for rules that can't be kept; the message names the field and what it should be. */
export class RulesError extends Error {
  override readonly name = 'RulesError'
}

/** Reads `connections.rules`; what is missing has its default: no cap, a fifth kept for other apps, no quiet hours. */
export function readRules(document: unknown): ConnectionRules {
  const read = rulesSchema.safeParse(document)
  if (!read.success) {
    const said = read.error.issues.map(({ path, message }) => `${path.join('.') || 'rules'}: ${message}`)
    throw new RulesError(`The connection's rules can't be kept. ${said.join('; ')}.`, { cause: read.error })
  }
  const { quiet, ...rules } = read.data
  return { ...rules, quiet: quiet === null ? null : { ...quiet, zone: rules.zone } }
}
