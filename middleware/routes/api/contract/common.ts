import { z } from 'zod'

/** An instant, ISO 8601 in UTC. */
export const instant = z.iso.datetime()
export const salesforceId = z.string().regex(/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/, 'is not a Salesforce id')
export const counts = z.record(z.string(), z.number())
export const side = z.enum(['salesforce', 'external'])

/** Numbers in an address. */
export const number = z.coerce.number().int().min(1).max(2_147_483_647)

/** Where a list goes on; `next` of one answer is `after` of the next question. */
export const page = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50)
})
export const paged = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** RFC 9457. `field` is the path of the value that is refused; `next` says what to do. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  field: z.string().optional(),
  next: z.string().optional(),
  id: z.string().optional()
})
export type Problem = z.infer<typeof problem>

/** Something was asked for that a worker does; `said` tells the person when to expect it. */
export const accepted = z.object({ said: z.string() })

/** When something is done by itself. */
export const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('interval'), minutes: z.int().min(1).max(44_640) }),
  z.strictObject({ kind: z.literal('nightly'), at: z.string(), zone: z.string() }),
  z.strictObject({ kind: z.literal('following-morning'), at: z.string(), zone: z.string() }),
  z.strictObject({ kind: z.literal('paused') })
])
