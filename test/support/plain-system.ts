import {
  ConnectorError,
  type Connector,
  type ExternalRecord,
  type ObjectSpec,
  type PairSpec,
  type Values,
  type WriteOperation,
  type WriteResult
} from '../../middleware/connectors/connector.ts'

interface Stored {
  readonly id: string
  values: Values
  deleted: boolean
  modified: string
  /** Its place in the order of changes. */
  change: number
}

export interface PlainOptions {
  readonly objects: Readonly<Record<string, ObjectSpec>>
  readonly pairs: readonly PairSpec[]
  /** Deleted records stay readable as deleted ones. */
  readonly softDeletes?: boolean
  /** Reading tells nothing of records that are gone. */
  readonly forgetsDeleted?: boolean
  /** What the system makes of a value before it keeps it, by field. */
  readonly normalise?: Readonly<Record<string, (value: Values[string]) => Values[string]>>
  readonly now: () => number
}

/** Set by a test, used up by the system. */
export interface PlainFaults {
  /** That many writes are carried out and their reply is lost. */
  loseReplies: number
  /** That many calls are refused for their number. */
  rateLimit: number
  /** Why an operation is refused; null when it is not. */
  refuse: (object: string, operation: WriteOperation) => string | null
  /** Records that reading leaves out, though they are there. */
  overlooked: ReadonlySet<string>
  /** Reading breaks off behind that many pages. */
  breaksAfter: number
}

/** A small external system in this process: real state, ids that grow, a feed of changes, and faults on command. */
export function createPlainSystem(options: PlainOptions) {
  const tables = new Map(Object.keys(options.objects).map((name) => [name, new Map<string, Stored>()]))
  const faults: PlainFaults = {
    loseReplies: 0,
    rateLimit: 0,
    refuse: () => null,
    overlooked: new Set(),
    breaksAfter: Infinity
  }
  const seen = { finds: 0, reads: 0, writes: [] as { object: string; operation: WriteOperation }[] }
  let lastId = 0
  let lastChange = 0

  const tableOf = (object: string) => {
    const table = tables.get(object)
    if (table === undefined) throw new Error(`There is no ${object}.`)
    return table
  }
  const specOf = (object: string) => {
    const spec = options.objects[object]
    if (spec === undefined) throw new Error(`There is no ${object}.`)
    return spec
  }
  const kept = (values: Values): Values =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, options.normalise?.[name]?.(value) ?? value])
    )
  const touch = (record: Stored) => {
    record.change = ++lastChange
    record.modified = new Date(options.now()).toISOString()
  }
  const blanks = (object: string): Values =>
    Object.fromEntries(Object.keys(specOf(object).fields).map((name) => [name, null]))

  function add(object: string, values: Values): string {
    const id = String(++lastId)
    const record: Stored = { id, values: { ...blanks(object), ...kept(values) }, deleted: false, modified: '', change: 0 } // prettier-ignore
    touch(record)
    tableOf(object).set(id, record)
    return id
  }
  function edit(object: string, id: string, values: Values): boolean {
    const record = tableOf(object).get(id)
    if (record === undefined || record.deleted) return false
    record.values = { ...record.values, ...kept(values) }
    touch(record)
    return true
  }
  function remove(object: string, id: string): boolean {
    const record = tableOf(object).get(id)
    if (record === undefined || record.deleted) return false
    record.deleted = true
    touch(record)
    return true
  }
  function restore(object: string, id: string): void {
    const record = tableOf(object).get(id)
    if (record === undefined) throw new Error(`There is no ${object} ${id}.`)
    record.deleted = false
    touch(record)
  }

  function carryOut(object: string, operation: WriteOperation): WriteResult {
    const refusal = faults.refuse(object, operation)
    if (refusal !== null) return { ok: false, error: new ConnectorError('invalid', refusal) }
    seen.writes.push({ object, operation })
    const { createKey, createRepeats } = specOf(object)
    if (operation.kind === 'create') {
      const same = createRepeats === 'upsert' ? byField(object, createKey, [operation.values[createKey]]) : []
      const [found] = same.filter((one) => !one.deleted)
      if (found !== undefined) edit(object, found.id, operation.values)
      const id = found?.id ?? add(object, operation.values)
      return { ok: true, id, kept: differing(object, id, operation.values) }
    }
    const gone = new ConnectorError('not-found', `There is no ${object} ${operation.id}.`)
    if (operation.kind === 'delete')
      return remove(object, operation.id)
        ? { ok: true, id: operation.id }
        : { ok: true, id: operation.id, kept: {} }
    if (!edit(object, operation.id, operation.values)) return { ok: false, error: gone }
    return { ok: true, id: operation.id, kept: differing(object, operation.id, operation.values) }
  }
  const differing = (object: string, id: string, sent: Values): Values => {
    const held = tableOf(object).get(id)?.values ?? {}
    return Object.fromEntries(
      Object.entries(sent).flatMap(([name, value]) => {
        const now = held[name]
        return now === undefined || now === value ? [] : [[name, now] as const]
      })
    )
  }
  const fold = (value: Values[string] | undefined) =>
    value === null || value === undefined ? null : String(value).trim().toLowerCase()
  function byField(object: string, field: string, values: readonly (Values[string] | undefined)[]): Stored[] {
    const wanted = new Set(values.map(fold))
    return [...tableOf(object).values()].filter((one) => {
      const held = fold(field === 'id' ? one.id : one.values[field])
      return held !== null && wanted.has(held)
    })
  }
  const told = ({ id, values, deleted, modified }: Stored): ExternalRecord => ({ id, values, deleted, modified }) // prettier-ignore
  const limited = () => {
    if (faults.rateLimit === 0) return
    faults.rateLimit--
    throw new ConnectorError('rate-limited', 'Too many requests.')
  }

  const connector: Connector = {
    name: 'plain',
    label: 'Plain',
    settings: [{ name: 'endpoint', label: 'Endpoint', type: 'url', optional: true }],
    objects: options.objects,
    pairs: options.pairs,
    limits: { concurrency: 2, writeBatch: 50, findBatch: 100, overlapMs: 0, deadlineMs: 5000 },
    baseUrl: () => 'http://127.0.0.1:9',
    check: () => Promise.resolve(),
    async find(_, { object, field, values }) {
      seen.finds++
      limited()
      const found = byField(object, field, values)
      return Promise.resolve(found.filter((one) => !one.deleted || options.softDeletes === true).map(told))
    },
    async read(_, { object, cursor, limit }) {
      seen.reads++
      limited()
      const after = Number(cursor ?? 0)
      if (seen.reads > faults.breaksAfter) throw new ConnectorError('unavailable', 'The connection broke.')
      const news = [...tableOf(object).values()]
        .filter((one) => one.change > after && !faults.overlooked.has(one.id))
        .filter((one) => !one.deleted || options.forgetsDeleted !== true)
        .sort((a, b) => a.change - b.change)
      const page = news.slice(0, limit)
      const changes = page.map((one) => ({ id: one.id, modified: one.modified, values: one.deleted ? null : one.values })) // prettier-ignore
      const cursorAfter = String(page.at(-1)?.change ?? after)
      return Promise.resolve({ changes, cursor: cursorAfter, done: page.length === news.length })
    },
    async write(_, { object, operations }) {
      limited()
      const results = operations.map((operation) => carryOut(object, operation))
      if (faults.loseReplies > 0) {
        faults.loseReplies--
        throw new ConnectorError('unavailable', 'The reply was lost.')
      }
      return Promise.resolve(results)
    }
  }
  const all = (object: string): (Values & { readonly id: string })[] =>
    [...tableOf(object).values()].filter((one) => !one.deleted).map((one) => ({ id: one.id, ...one.values }))
  const get = (object: string, id: string): Values | null => {
    const record = tableOf(object).get(id)
    return record === undefined || record.deleted ? null : record.values
  }
  return { connector, faults, seen, add, edit, remove, restore, all, get }
}
export type PlainSystem = ReturnType<typeof createPlainSystem>
