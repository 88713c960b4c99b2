import { z } from 'zod'
import { counts, instant, schedule, side } from './common.ts'

/** A box of the form of a connection, as its connector declares it. */
export const setting = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'secret', 'url', 'email']),
  optional: z.boolean(),
  help: z.string().nullable(),
  /** Told where the box is left empty. */
  warnWhenBlank: z.string().nullable()
})

export const connector = z.object({
  name: z.string(),
  label: z.string(),
  settings: z.array(setting),
  /** Editions of Salesforce this connector is for; null: all. */
  editions: z.array(z.string()).nullable(),
  objects: z.array(z.object({ name: z.string(), label: z.string() })),
  /** Shows a page of the vendor's on the record. */
  hasPanel: z.boolean(),
  /** The product counts records a day, and so does the daily limit of a connection. */
  countsRecords: z.boolean()
})
export type Connector = z.infer<typeof connector>

export const connectionCard = z.object({
  connection: z.int(),
  name: z.string(),
  connector: z.string(),
  connectorLabel: z.string(),
  /** `setup`: nothing was synchronized yet. */
  state: z.enum(['setup', 'active', 'paused']),
  links: z.int(),
  openIssues: z.int(),
  lastSyncAt: instant.nullable(),
  /** Why a lane rests, in words; null while all goes well. */
  trouble: z.string().nullable()
})
export type ConnectionCard = z.infer<typeof connectionCard>

/** Values of the form. A secret is never told: `secrets` names the ones that are set. */
export const settingsAnswer = z.object({
  values: z.record(z.string(), z.string()),
  secrets: z.array(z.string())
})
/** A secret that is left out stays as it is; an empty one is taken away. */
export const settingsRequest = z.strictObject({ values: z.record(z.string(), z.string().max(2000)) })
export const newConnection = z.strictObject({
  connector: z.string(),
  name: z.string().min(1).max(80).optional(),
  values: z.record(z.string(), z.string().max(2000))
})
/** `intake` is told once, to whoever sets up messages by hand. */
export const connectionMade = z.object({ connection: z.int(), intake: z.string() })

/** What the check of a login found; `setting` names the box to correct. */
export const checkAnswer = z.object({
  ok: z.boolean(),
  problems: z.array(z.object({ setting: z.string().nullable(), message: z.string() })),
  warnings: z.array(z.object({ setting: z.string().nullable(), message: z.string() }))
})

/** Progress of a run: `total` null where it is not known beforehand. */
export const progress = z.object({
  run: z.int(),
  cause: z.string(),
  state: z.string(),
  done: z.int(),
  total: z.int().nullable(),
  counters: counts,
  startedAt: instant,
  endedAt: instant.nullable(),
  error: z.string().nullable()
})

/** "Synchronization Information". */
export const syncInformation = z.object({
  state: z.enum(['setup', 'active', 'paused']),
  /** `none`, `planned` (a plan waits for approval), `running`, `done`, `failed`. */
  firstSync: z.object({ state: z.enum(['none', 'planned', 'running', 'done', 'failed']), at: instant.nullable(), said: z.string() }),
  /** What runs now; null: nothing. */
  current: progress.nullable(),
  waiting: z.int(),
  retrying: z.int(),
  openIssues: z.int(),
  lastSyncAt: instant.nullable(),
  lastMessageAt: instant.nullable(),
  nextSyncAt: instant.nullable(),
  /** How often each side is looked at by itself, whoever decided that; `external` is absent where nothing is read there. `chosen`: the admin did, else it is the connector's. */
  automatic: z.object({ salesforce: schedule, external: schedule.optional(), chosen: z.boolean() }),
  links: z.int(),
  /** Pairs that write nothing before their first plan was carried out. */
  unapproved: z.array(z.string()),
  troubles: z.array(z.object({ said: z.string(), until: instant })),
  agreement: z.array(z.object({ pair: z.string(), links: z.int(), equal: z.int(), at: instant, drift: counts }))
}) // prettier-ignore
export type SyncInformation = z.infer<typeof syncInformation>

/** `initial`: everything. `instant`: since the last synchronization. `resync`: everything, at the next interval. */
export const syncRequest = z.strictObject({ kind: z.enum(['initial', 'instant', 'reconcile', 'resync']) })

/** What deleting a connection takes away, before it is done. */
export const deletionPreview = z.object({
  name: z.string(),
  links: z.int(),
  openIssues: z.int(),
  /** Each in a sentence; records on both sides stay. */
  consequences: z.array(z.string()),
  /** Done before, in this order. */
  before: z.array(z.string())
})

/** A field of an object of either side, as a mapping can use it. */
export const fieldDescription = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  required: z.boolean(),
  readable: z.boolean(),
  writable: z.boolean(),
  maxLength: z.int().nullable(),
  calculated: z.boolean(),
  /** Values of a picklist that are active; null where it is none. */
  values: z.array(z.string()).nullable()
})
export const objectDescription = z.object({
  side,
  name: z.string(),
  label: z.string(),
  fields: z.array(fieldDescription),
  /** Fields exist outside as soon as they are written, under this prefix ("details."); the label of their section. */
  open: z.object({ prefix: z.string(), label: z.string() }).nullable()
})
export type ObjectDescription = z.infer<typeof objectDescription>
