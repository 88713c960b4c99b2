import { z } from 'zod'
import { side } from './common.ts'

const directions = <T extends z.ZodType>(of: T) => z.strictObject({ toExternal: of, toSalesforce: of })

export const condition = z.strictObject({
  field: z.string().min(1),
  is: z.enum(['equal', 'not-equal', 'one-of', 'none-of', 'blank', 'not-blank']),
  values: z.array(z.string()).optional()
})
export const criterion = z.strictObject({ all: z.array(condition) })

export const line = z.strictObject({
  salesforce: z.array(z.string().min(1)).min(1),
  external: z.string().min(1),
  join: z.literal('space').optional(),
  direction: z.enum(['toExternal', 'toSalesforce', 'both']),
  blank: z.enum(['propagate', 'ignore', 'fill-only']),
  wins: z.enum(['salesforce', 'external', 'newest', 'most-restrictive', 'ask']).optional(),
  type: z.enum(['text', 'email', 'phone', 'url', 'number', 'boolean', 'date', 'datetime', 'set', 'id', 'reference', 'opt-out', 'opt-in']).optional(),
  values: z.strictObject({
    entries: z.array(z.tuple([z.string(), z.string()])),
    otherwise: z.strictObject({ toExternal: z.string().nullable().optional(), toSalesforce: z.string().nullable().optional() }).optional()
  }).optional(),
  filler: z.strictObject({ toExternal: z.string().optional(), toSalesforce: z.string().optional() }).optional(),
  reference: z.strictObject({ pair: z.string(), required: z.literal(true).optional() }).optional(),
  country: z.string().optional(),
  zone: z.string().optional()
}) // prettier-ignore

/** A pair of objects as the mapping screen edits it: the engine's own document, plus whether it takes part. */
export const pair = z.strictObject({
  name: z.string().min(1).max(80),
  /** False: declared by the connector and not chosen by the user. */
  enabled: z.boolean(),
  salesforce: z.string().min(1),
  external: z.string().min(1),
  match: z.array(z.strictObject({
    keys: z.array(z.strictObject({
      salesforce: z.string().min(1),
      external: z.string().min(1),
      as: z.enum(['text', 'letters', 'phone', 'url', 'exact', 'id']).optional(),
      blank: z.literal('same').optional(),
      country: z.string().optional()
    })).min(1)
  })).min(1),
  lines: z.array(line).min(1),
  policy: z.strictObject({
    create: directions(z.boolean()),
    update: directions(z.boolean()),
    remove: z.strictObject({
      toExternal: z.enum(['never', 'delete']),
      toSalesforce: z.enum(['never', 'delete']),
      unlessParentGone: z.literal(true).optional()
    }),
    afterExternalGone: z.enum(['stay', 'recreate-on-change']),
    whenMadeAgain: z.enum(['link', 'hold']).optional(),
    createOnly: z.strictObject({ toExternal: criterion.optional(), toSalesforce: criterion.optional() }).optional(),
    whenOut: z.enum(['stop', 'delete']),
    unlinkWhenBlank: z.strictObject({ side, field: z.string() }).optional()
  }),
  criterion: criterion.optional(),
  createWith: z.array(z.strictObject({
    field: z.string().min(1),
    setting: z.string().min(1),
    lookUp: z.strictObject({ object: z.string().min(1), by: z.string().min(1) })
  })).optional(),
  report: z.strictObject({
    id: z.string(),
    by: z.enum(['query', 'export']).optional(),
    column: z.string().optional(),
    zone: z.string().optional()
  }).optional()
}) // prettier-ignore
export type MappedPair = z.infer<typeof pair>

export const mappingDocument = z.strictObject({ pairs: z.array(pair) })
export type Mapping = z.infer<typeof mappingDocument>

/** What pre-flight says of a line; `line` null: of the pair. `parked`: the line is left out, the rest of the record flows. */
export const finding = z.object({
  pair: z.string(),
  line: z.string().nullable(),
  severity: z.enum(['error', 'warning', 'info']),
  /** `rights`, `required`, `picklist`, `length`, `calculated`, `unknown-field`, `type`, `person-account`, … */
  code: z.string(),
  message: z.string(),
  /** What to do, in words. */
  next: z.string().nullable(),
  parked: z.boolean()
})
export type Finding = z.infer<typeof finding>
export const preflightAnswer = z.object({ ok: z.boolean(), findings: z.array(finding) })

export const suggestion = z.object({ pair: z.string(), line, because: z.string() })

export const criterionCount = z.object({
  matching: z.int(),
  total: z.int(),
  /** What happens to a linked record that leaves, in a sentence. */
  whenOut: z.string()
})
