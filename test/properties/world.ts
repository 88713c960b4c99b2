import type { Connector, LineSpec, ObjectSpec, PairSpec, Side, Value } from '../../middleware/connectors/connector.ts' // prettier-ignore
import type { Held } from '../../middleware/database/record.ts'
import type { Change } from '../../middleware/sync/change.ts'
import { triesOf, type Batch, type Source } from '../../middleware/sync/capture.ts'
import type { Candidate } from '../../middleware/sync/look.ts'
import { candidates, indexBy } from '../../middleware/sync/match.ts'
import { createPair, type Pair } from '../../middleware/sync/pair.ts'
import { run } from '../../middleware/sync/run.ts'
import type { PairWork } from '../../middleware/sync/work.ts'
import type { Settings, Step } from './history.ts'
import { MemoryDatabase, type Mutant } from './memory-database.ts'
import { session, Table, write, type Doors, type Kept, type Row, type Weather, type Written } from './two-sides.ts' // prettier-ignore

const OVERLAP_MS = 300_000
const never = new AbortController().signal
const letters = ['a', 'B b', ' c ', null]
const fields = ['text', 'sure', 'trimmed', 'tags', 'out', 'optIn'] as const

function pairOf({ rules: [one, two, three], remove }: Settings, upserts: boolean): Pair {
  const line = (name: string, rest: Partial<LineSpec> = {}): LineSpec => ({
    salesforce: [name], external: name, direction: 'both', blank: 'propagate', ...rest
  }) // prettier-ignore
  const object: ObjectSpec = {
    label: 'Person', feed: 'cursor', createKey: 'email', createRepeats: upserts ? 'upsert' : 'look-up',
    fields: {
      email: { label: 'E-mail', type: 'email', canon: ['trim', 'lower'], required: true },
      text: { label: 'Text', type: 'text' },
      sure: { label: 'Sure', type: 'text', canon: [] },
      trimmed: { label: 'Trimmed', type: 'text', canon: ['trim'] },
      tags: { label: 'Tags', type: 'set', canon: ['tag'] },
      out: { label: 'Opt-out', type: 'opt-out' },
      optIn: { label: 'Opt-in', type: 'opt-in', channel: 'sms' }
    }
  } // prettier-ignore
  const spec: PairSpec = {
    name: 'People', salesforce: 'Contact', external: 'person',
    match: [{ keys: [{ salesforce: 'email', external: 'email' }] }],
    lines: [line('email', { blank: 'ignore' }), line('text', one), line('sure', two), line('trimmed', three), line('tags'), line('out'), line('optIn')],
    policy: {
      create: { toExternal: true, toSalesforce: true }, update: { toExternal: true, toSalesforce: true }, remove,
      afterExternalGone: 'stay', whenOut: 'stop'
    }
  } // prettier-ignore
  return createPair(1, 1, spec, object)
}

/** What each side makes of a value: the vendor trims and capitalises tags, Salesforce trims. */
function kept(side: Side) {
  return (field: string, value: Value): Value => {
    if (side === 'external' && field === 'tags')
      return (Array.isArray(value) ? value.map(String) : String(value ?? '').split(';')).map((one) => one.trim().toUpperCase().replaceAll(' ', '_')).filter((one) => one !== '') // prettier-ignore
    if (typeof value !== 'string') return value
    if (side === 'external' && field === 'sure') return value
    const trimmed = value.trim()
    if (trimmed === '') return null
    return side === 'external' && field === 'email' ? trimmed.toLowerCase() : trimmed
  }
}

/** One execution of a node at a lane. */
interface Turn {
  readonly held: Held
  fault: { at: number; how: string } | null
  doors: number
  readonly stop: () => void
}

/** Two systems, the network between them, nodes that may die or stall, and the real pipeline. */
export class World {
  readonly db: MemoryDatabase
  readonly pair: Pair
  readonly salesforce: Table
  readonly external: Table
  readonly written: Written[] = []
  /** By value: the record it was made in. */
  readonly origin = new Map<number, string>()
  /** A history that is known to go well is not spared. */
  isPinned = false
  /** How many records users made or brought back. */
  lives = 0
  post: string[] = []
  now = Date.parse('2026-01-01T00:00:00Z')
  #fresh = 0
  #stalled: (() => void)[] = []
  readonly #limits = { concurrency: 1, writeBatch: 2, findBatch: 50, overlapMs: 0, deadlineMs: 1000 }
  readonly #out: Omit<Doors, 'gate' | 'weather'>

  constructor(settings: Settings, mutant?: Mutant) {
    const { upserts } = settings
    this.db = new MemoryDatabase(mutant)
    this.db.now = this.now
    this.pair = pairOf(settings, upserts)
    const now = () => this.now
    this.salesforce = new Table('salesforce', now, kept('salesforce'))
    this.external = new Table('external', now, kept('external'))
    const blank: Kept = Object.fromEntries(this.pair.lines.map((one) => [one.name, null]))
    this.#out = { blank, upserts, salesforce: this.salesforce, external: this.external, written: this.written } // prettier-ignore
  }

  /** Gives false to a node that stood still until its lane was another's. */
  async #gate(turn: Turn): Promise<boolean> {
    if (turn.fault?.at !== turn.doors++) return true
    const { how } = turn.fault
    if (how !== 'die' && how !== 'stall') return true
    turn.stop()
    await new Promise<void>((wake) => how === 'stall' && this.#stalled.push(wake))
    return this.db.fences[turn.held.lane] === turn.held.fence || this.db.mutant === 'no-fence'
  }
  /** The fault of the network strikes the first write at or after its door. */
  #weather(turn: Turn): Weather {
    const how = turn.fault?.how
    if ((how !== 'reply-lost' && how !== 'away') || turn.doors <= (turn.fault?.at ?? 0)) return 'fine'
    turn.fault = null
    return how
  }

  user(step: Step): void {
    if (step.do === 'time') {
      // What is on the wire lands within seconds or never.
      while (step.ms > 1000 && this.#stalled.length > 0) this.wake(0)
      this.db.now = this.now += step.ms
    }
    if (step.do === 'post') this.#deliver(step)
    if (!('side' in step)) return
    const table = this[step.side]
    if (step.do === 'add') {
      if (this.#isTaken(step.side, `p${step.email}@x.example`)) return
      this.lives++
      const row = table.add(
        { ...this.#out.blank },
        { email: `p${step.email}@x.example`, out: false, optIn: false }
      )
      this.#post(step.side, row)
      return
    }
    const rows = step.do === 'restore' ? table.all().filter((one) => one.deleted) : table.live()
    const row = rows[step.which % rows.length]
    if (row === undefined) return
    // Left out: what the sync made gets another address before anybody knows that it was made; by that alone it is found.
    const isLinked = this.db.links.some(
      (one) => one.state !== 2 && (one.sfId === row.id || one.extId === row.id)
    )
    const isMade = this.written.some((one) => one.kind === 'create' && one.id === row.id)
    if (step.do === 'rename' && isMade && !isLinked && !this.isPinned) return
    if (step.do === 'rename') {
      const email = `p${step.email}@x.example`
      if (!this.#isTaken(step.side, email)) table.set(row, { email })
    } else if (step.do === 'edit') table.set(row, this.#edit(step, row))
    else if (step.do === 'remove') {
      table.set(row, {}, true)
    } else if (!this.#isTaken(step.side, String(row.values['email']))) {
      this.lives++
      table.set(row, {}, false)
    }
    this.#post(step.side, row)
  }
  /** A vendor that holds addresses unique refuses a second record with one. */
  #isTaken(side: Side, email: string): boolean {
    return side === 'external' && this.#out.upserts && this.external.live().some((one) => one.values['email'] === email) // prettier-ignore
  }
  #edit({ side, field, fresh, to }: Step & { do: 'edit' }, row: Row): Kept {
    const name = fields[field % fields.length] ?? 'text'
    if (name === 'out' || name === 'optIn') return { [name]: to % 2 === 0 }
    if (!fresh)
      return { [name]: name === 'tags' && side === 'external' ? [letters[to] ?? ''] : (letters[to] ?? null) }
    const n = ++this.#fresh
    this.origin.set(n, row.id)
    return { [name]: name === 'tags' && side === 'external' ? [`v${n}`] : ` v${n}` }
  }
  #post(side: Side, row: Row): void {
    if (side === 'salesforce') this.post.push(row.id)
  }
  #deliver({ how, which }: Step & { do: 'post' }): void {
    const at = which % Math.max(1, this.post.length)
    const id = this.post[at]
    if (id === undefined) return
    if (how !== 'lose') this.db.hint(`note:${this.db.recorded}:${id}`, 'salesforce', id)
    if (how !== 'twice') this.post.splice(at, 1)
  }
  wake(which: number): void {
    const [one] = this.#stalled.splice(which % Math.max(1, this.#stalled.length), 1)
    one?.()
  }

  /** One turn of a node at a lane, until it is through, dies or stalls. A lane is taken over from whoever had it. */
  async work(
    lane: 2 | 3,
    source: 'hints' | 'poll' | 'read' | 'everything',
    fault: { at: number; how: string } | null
  ) {
    const held = this.db.take(lane)
    let stop = () => {}
    const stopped = new Promise<void>((done) => (stop = done))
    const turn: Turn = { held, fault, doors: 0, stop }
    const gate = () => this.#gate(turn)
    const doors: Doors = { ...this.#out, gate, weather: () => this.#weather(turn) }
    const connector = { name: 'model', label: 'Vendor', objects: {}, pairs: [], settings: [], limits: this.#limits, write: write(doors) } as unknown as Connector // prettier-ignore
    const alive = () => this.db.check(held)
    const look = {
      candidates: async (...args: Parameters<PairWork['look']['candidates']>) => (await gate(), this.#candidates(...args)),
      binned: async (_: Pair, rule: Pair['spec']['match'][number], values: readonly string[]) => (await gate(), this.#binned(rule, values)),
      byIds: async (_: Pair, side: Side, ids: readonly string[]) => (await gate(), this.#byIds(side, ids))
    } // prettier-ignore
    const connection = { orgId: 1, connectionId: 1, connector, pairs: [this.pair] }
    const work = { db: this.db, held, alive, look, connection, pair: this.pair, session: session(doors), context: {}, signal: never, addressKey: () => Promise.resolve({}), isPaused: false, purse: { ask: () => Promise.resolve(), left: () => Promise.resolve(undefined) }, now: () => new Date(this.now) } as unknown as PairWork // prettier-ignore
    const ran = run(work, { cause: 'hints', batches: this.#batches(source) } satisfies Source, never)
    // A turn that fails is a lane that rests: whoever takes it next begins anew.
    await Promise.race([stopped, ran.then(() => undefined, (error: unknown) => this.#rest(error, held))]) // prettier-ignore
  }
  #rest(error: unknown, held: Held): void {
    const name = error instanceof Error ? error.name : ''
    if (!['FenceLostError', 'ConnectorError', 'SalesforceError'].includes(name)) throw error
    if (this.db.fences[held.lane] === held.fence) this.db.clear(held.lane)
  }

  async *#batches(source: 'hints' | 'poll' | 'read' | 'everything'): AsyncGenerator<Batch> {
    if (source === 'hints') {
      for (const side of ['salesforce', 'external'] as const) {
        const hints = this.db.hints.filter((one) => one.side === side && one.at <= this.now)
        if (hints.length === 0) continue
        const tries = triesOf(hints.map(({ seq, id, tries: n }) => ({ seq, recordId: id, tries: n })))
        const changes = [...tries].map(([id, tried]) =>
          this.#change(side, this[side].rows.get(id), id, tried)
        )
        yield { side, changes, hints: hints.map(({ seq, id, tries: n }) => ({ seq, recordId: id, tries: n })), checkpoint: {}, skipSeen: false } // prettier-ignore
      }
      return
    }
    const side = source === 'read' ? 'external' : 'salesforce'
    const until = Math.floor(this.now / 1000) * 1000
    const from = this.db.cursors[side]
    const isNew = (one: Row) => source === 'read' ? one.change > from : one.at >= from - OVERLAP_MS && Math.floor(one.at / 1000) * 1000 < until // prettier-ignore
    const rows = this[side].all().filter((one) => source === 'everything' ? !one.deleted : isNew(one)) // prettier-ignore
    const last = Math.max(from, ...rows.map((one) => one.change))
    const poll = { scanTo: null, pageStamp: null, pageId: null, tick: 'infinity', cursor: String(until) }
    const checkpoint =
      source === 'everything' ? {} : source === 'read' ? { read: { cursor: String(last) } } : { poll }
    if (this.db.mutant === 'cursor-before-write' && source !== 'everything')
      this.db.cursors[side] = side === 'external' ? last : until
    yield { side, changes: rows.map((one) => this.#change(side, one, one.id, 0)), hints: [], checkpoint, skipSeen: source !== 'everything' } // prettier-ignore
  }
  #change(side: Side, row: Row | undefined, id: string, tries: number): Change {
    const isGone = row === undefined || row.deleted
    return { side, id, stamp: row === undefined ? null : this[side].stampOf(row), values: isGone ? null : { Id: id, ...row.values }, deleted: isGone, masterId: null, tries } // prettier-ignore
  }
  #standing = (side: Side, row: Row): Candidate => ({ id: row.id, stamp: this[side].stampOf(row), values: { Id: row.id, ...row.values }, deleted: row.deleted }) // prettier-ignore
  #byIds(side: Side, ids: readonly string[]) {
    const rows = this[side].all().filter((one) => ids.includes(one.id))
    return new Map(rows.map((one) => [one.id, this.#standing(side, one)]))
  }
  #candidates(_: Pair, side: Side, rule: Pair['spec']['match'][number], values: readonly string[]) {
    const shown = side === 'salesforce' ? this.salesforce.live() : this.external.all()
    const index = indexBy(rule, side, shown.map((one) => this.#standing(side, one))) // prettier-ignore
    const other = side === 'salesforce' ? 'external' : 'salesforce'
    return values.flatMap((value) => [...candidates(rule, other, { email: value }, index)])
  }

  #binned(rule: Pair['spec']['match'][number], values: readonly string[]) {
    const gone = this.salesforce.all().filter((one) => one.deleted).map((one) => this.#standing('salesforce', one)) // prettier-ignore
    const index = indexBy(rule, 'salesforce', gone)
    const found = values.flatMap((value) => [...candidates(rule, 'external', { email: value }, index)])
    return found.map((one) => ({ ...one, values: {} }))
  }

  /** Whoever woke up does what it was about to do. */
  #breath = () => new Promise<void>((done) => setImmediate(done))

  /** All faults are over: every message comes, every node that stalled wakes, every retry falls due. */
  async settle(): Promise<void> {
    for (let pass = 0; pass < 8; pass++) {
      const before = this.written.length
      while (this.#stalled.length > 0) this.wake(0)
      await this.#breath()
      this.db.now = this.now += 3_600_000
      while (this.post.length > 0) this.#deliver({ do: 'post', how: 'deliver', which: 0 })
      if (pass === 0) await this.work(3, 'everything', null)
      for (const source of ['hints', 'poll', 'read', 'hints'] as const) await this.work(2, source, null)
      if (pass > 1 && this.written.length === before && this.db.hints.every((one) => one.at > this.now))
        return
    }
    throw new Error(`The sides never come to rest: ${JSON.stringify(this.written.slice(-4))}`)
  }
}
