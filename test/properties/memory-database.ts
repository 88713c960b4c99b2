import type { Side } from '../../middleware/connectors/connector.ts'
import type { AnnouncedOperation, Held, RecordBatch } from '../../middleware/database/record.ts'
import type { Issue, Link, LinkState, Outcome } from '../../middleware/sync/change.ts'
import type { ConsentEvent, ConsentState } from '../../middleware/sync/consent-event.ts'
import { fold, merge, unknownConsent } from '../../middleware/sync/consent.ts'
import type { Lane } from '../../middleware/sync/lanes.ts'

/** Stands in for `database/record.ts`'s own, whose module is replaced by this one. */
export class FenceLostError extends Error {
  override readonly name = 'FenceLostError'
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
interface OnTheWire extends AnnouncedOperation {
  readonly lane: Lane
  readonly fence: number
  uncertain: boolean
  readonly freeAt: number | null
  /** When it became uncertain, counted like what was recorded. */
  readonly since?: number
}
export interface Hinted {
  readonly seq: number
  readonly name: string
  readonly side: Side
  readonly id: string
  readonly tries: number
  readonly at: number
}

/** Ways to break the promises on purpose: the tests must notice each. */
export type Mutant =
  | 'no-fence'
  | 'no-outrun'
  | 'no-wire'
  | 'sent-twice'
  | 'cursor-before-write'
  | 'echo'
  | 'forgets-what-it-sent'

/** What `announce.sql` and `record.sql` promise, without a database: links, bases, writes on the wire, hints. */
export class MemoryDatabase {
  links: Mutable<Link>[] = []
  wire: OnTheWire[] = []
  hints: Hinted[] = []
  readonly issues = new Map<string, readonly Issue[]>()
  readonly cursors: Record<Side, number> = { salesforce: 0, external: 0 }
  /** What is known of addresses, by channel and address. */
  readonly ledger = new Map<string, ConsentState>()
  readonly fences: Record<number, number> = {}
  /** Links of records that both sides had: at first sight one is brought in step with the other. */
  readonly matched = new Set<number>()
  /** Links that went on with another record in the place of one that is gone. */
  readonly inherited = new Set<number>()
  readonly announced = new Set<string>()
  recorded = 0
  now = 0
  #seq = 0
  readonly #written = new Map<number, number>()
  readonly mutant: Mutant | undefined

  constructor(mutant?: Mutant) {
    this.mutant = mutant
  }

  hint(name: string, side: Side, id: string, tries = 0, at = this.now): void {
    this.hints = this.hints.filter((one) => one.name !== name)
    this.hints.push({ seq: ++this.#seq, name, side, id, tries, at })
  }

  /** A lane goes to the next node; what the one before had on the wire is taken back, or may still land. */
  take(lane: Lane): Held {
    const fence = (this.fences[lane] = (this.fences[lane] ?? 0) + 1)
    this.clear(lane)
    return { orgId: 1, connectionId: 1, lane, fence }
  }
  clear(lane: Lane): void {
    const own = this.wire.filter((one) => one.lane === lane && !one.uncertain)
    this.wire = this.wire.filter((one) => !own.includes(one))
    for (const one of own)
      if (one.freeAt !== null || (one.sent !== null && this.mutant !== 'forgets-what-it-sent'))
        this.wire.push({ ...one, uncertain: true, freeAt: one.freeAt ?? this.now, since: ++this.recorded })
  }

  check({ lane, fence }: Held): void {
    if (this.mutant !== 'no-fence' && this.fences[lane] !== fence) throw new FenceLostError('taken over')
  }

  announce(held: Held, operations: readonly AnnouncedOperation[], asOf: number) {
    this.check(held)
    const free = new Set<string>()
    const later = new Map<string, Date>()
    for (const one of operations) {
      const isOver = (it: OnTheWire) =>
        it.uncertain && it.freeAt !== null && it.freeAt <= this.now && (it.since ?? 0) <= asOf
      const isSame = (it: OnTheWire) =>
        it.recordKey === one.recordKey || (one.createKey !== null && it.createKey === one.createKey)
      const { partnerKey } = one
      const isPartner = (it: OnTheWire) => it.recordKey === partnerKey
      const own = this.wire.find((it) => it.recordKey === one.recordKey && isOver(it))
      const isTwin = (it: OnTheWire) =>
        own !== undefined && it.kind === 'link' && it.lane === own.lane && it.fence === own.fence
      const gone = this.wire.filter((it) => it === own || (isPartner(it) && isOver(it) && (one.isPartnerSeen || isTwin(it)))) // prettier-ignore
      this.wire = this.wire.filter((it) => !gone.includes(it))
      this.wire = this.wire.map((it) => (isSame(it) && isOver(it) ? { ...it, createKey: null } : it))
      const busy = this.wire.find((it) => isSame(it) || isPartner(it))
      if (busy?.uncertain === true) later.set(one.recordKey, new Date(busy.freeAt ?? this.now))
      const isOutrun = this.#isOutrun(one, asOf)
      if ((busy !== undefined && this.mutant !== 'no-wire') || isOutrun) {
        if (!isOutrun) this.wire.push(...gone.map((it) => ({ ...it, createKey: null })))
        continue
      }
      const { lane, fence } = held
      const freeAt = one.landsMs === null || this.mutant === 'sent-twice' ? null : this.now + one.landsMs
      this.wire.push({ ...one, lane, fence, uncertain: false, freeAt })
      if (partnerKey !== null)
        this.wire.push({ ...one, recordKey: partnerKey, createKey: null, kind: 'link', sent: one.kind === 'made' ? one.sent : null, lane, fence, uncertain: false, freeAt: null }) // prettier-ignore
      free.add(one.recordKey)
      for (const id of [one.sfId, one.extId]) if (id !== null) this.announced.add(id)
    }
    return { free, later }
  }

  #isOutrun({ sfId, extId, linkId, stamp, extStamp }: AnnouncedOperation, asOf: number): boolean {
    if (this.mutant === 'no-outrun') return false
    const isLater = (one: string | null, other: string | null) =>
      one !== null && other !== null && one > other
    return this.links.some(
      (l) =>
        l.state !== 2 &&
        ((l.sfId === sfId &&
          (isLater(l.stamp, stamp) || l.linkId !== linkId || this.#isNewer(l.linkId, asOf))) ||
          (l.extId === extId &&
            (isLater(l.extStamp, extStamp) || l.linkId !== linkId || this.#isNewer(l.linkId, asOf))))
    )
  }

  /** Recorded by somebody else after the records were read. */
  #isNewer = (linkId: number, asOf: number) => (this.#written.get(linkId) ?? 0) > asOf

  record(held: Held, { rev, outcomes: all, done, checkpoint, consent, asOf }: RecordBatch): void {
    this.check(held)
    let outcomes = all
    for (const { mark, event } of (consent?.events ?? []) as unknown as {
      mark: string
      event: ConsentEvent
    }[])
      this.ledger.set(mark, merge(this.ledger.get(mark) ?? unknownConsent, fold([event])))
    const newer = (one: Outcome) =>
      this.links.find(
        (l) =>
          this.#isNewer(l.linkId, Number(asOf)) &&
          (one.linkId === null ? l.state !== 2 && (l.sfId === one.sfId || l.extId === one.extId) : l.linkId === one.linkId)
      ) // prettier-ignore
    const isWritten = (one: Outcome) =>
      one.retry === null &&
      this.wire.some(
        (it) =>
          (it.recordKey === one.key ||
            (one.linkId === null && one.sfId !== null && it.recordKey === `ext:${one.extId ?? ''}`)) &&
          (!it.uncertain || (it.since ?? 0) > Number(asOf)) &&
          (it.lane !== held.lane || it.fence !== held.fence)
      )
    const isOurs = (one: Outcome) => this.wire.some((it) => it.recordKey === one.key && it.lane === held.lane && it.fence === held.fence) // prettier-ignore
    const stale = outcomes.filter((one) => isWritten(one) || (newer(one) !== undefined && !isOurs(one)))
    for (const one of stale) {
      const sfId = newer(one)?.sfId ?? one.sfId
      this.hint(`again:${one.key}`, sfId === null ? 'external' : 'salesforce', sfId ?? one.extId ?? '', 1)
    }
    outcomes = outcomes.filter((one) => !stale.includes(one))
    this.recorded++
    for (const one of outcomes) if (one.state === 2) this.#touch(one, rev)
    for (const one of outcomes) {
      const link = one.linkId ?? this.#link(one, rev)
      if (one.linkId === null && link !== null && one.bucket !== 'created') this.matched.add(link)
      const alone = `ext:${one.extId ?? ''}`
      if (one.linkId === null && link !== null && (this.issues.get(alone) ?? []).length > 0) {
        this.hint(`linked:${one.key}`, 'external', one.extId ?? '', 1)
        this.issues.delete(alone)
      }
      if (one.linkId !== null && one.state !== null && one.state !== 2) this.#touch(one, rev)
      const isRefused = one.sfId !== null && one.extId !== null && one.salesforce !== null && link === null
      this.issues.set(one.key, isRefused ? [{ line: '', code: 'link-taken', message: '' }] : one.issues)
      const isSettled =
        one.linkId === null && ['deleted-in-salesforce', 'gone-outside'].includes(one.code ?? '')
      const own = (it: OnTheWire) =>
        (it.lane === held.lane && it.fence === held.fence) ||
        (it.uncertain && (it.freeAt ?? 0) <= this.now && (one.salesforce !== null || isSettled))
      const isPartner = (it: OnTheWire) =>
        one.linkId === null &&
        (it.kind === 'link' || it.uncertain) &&
        it.recordKey === `ext:${one.extId ?? ''}`
      this.wire = this.wire.filter((it) => !((it.recordKey === one.key || isPartner(it)) && own(it)))
    }
    this.hints = this.hints.filter((one) => !done.includes(one.seq))
    for (const { key, retry } of outcomes)
      if (retry !== null) this.hint(`retry:${key}`, retry.side, retry.id, retry.tries, retry.at.getTime())
    if (checkpoint.poll?.cursor !== undefined) this.cursors.salesforce = Number(checkpoint.poll.cursor)
    if (checkpoint.read !== undefined) this.cursors.external = Number(checkpoint.read.cursor)
  }

  #link({ sfId, extId, stamp, extStamp, salesforce, external, flags }: Outcome, rev: number): number | null {
    if (sfId === null || extId === null || salesforce === null) return null
    if (this.links.some((l) => l.state !== 2 && (l.sfId === sfId || l.extId === extId))) return null
    const linkId = this.links.length + 1
    this.#written.set(linkId, this.recorded)
    const bases = { salesforce, external: external ?? [], flags: flags ?? '' }
    this.links.push({ linkId, sfId, extId, stamp, extStamp, rev, state: 0, ...bases })
    return linkId
  }

  #touch(one: Outcome, rev: number): void {
    const link = this.links.find((it) => it.linkId === one.linkId)
    if (link === undefined || one.state === null) return
    const [sfId, extId] = [one.sfId ?? link.sfId, one.extId ?? link.extId]
    if (one.state !== 2 && (sfId !== link.sfId || extId !== link.extId)) {
      const isTheirs = (it: Link) => it.state !== 2 && it !== link && (it.sfId === sfId || it.extId === extId)
      if (this.links.some(isTheirs)) return
      // Who takes the place of a record that is gone is seen for the first time.
      Object.assign(link, { sfId, extId })
      this.inherited.add(link.linkId)
    }
    this.#written.set(link.linkId, this.recorded)
    link.state = one.state satisfies LinkState
    if (one.state === 2) return
    link.stamp = one.stamp ?? link.stamp
    link.extStamp = one.extStamp ?? link.extStamp
    if (one.salesforce === null) return
    const external = (this.mutant === 'echo' ? one.salesforce : one.external) ?? link.external
    Object.assign(link, { salesforce: one.salesforce, external, flags: one.flags ?? '', rev })
  }
}

const remembers = ({ kind }: OnTheWire) => ['create', 'link', 'made'].includes(kind)

/** Links as `database/links.ts` gives them. */
export const links = {
  linksOf(db: unknown, _org: number, _pair: number, ids: readonly string[], side: Side = 'salesforce') {
    const idOf = (one: Link) => (side === 'salesforce' ? one.sfId : one.extId)
    const memory = db as MemoryDatabase
    const found = memory.links.filter((one) => one.state !== 2 && ids.includes(idOf(one)))
    return Promise.resolve(
      new Map(
        found.map((one) => [
          idOf(one),
          { ...one, sent: memory.wire.find((it) => it.uncertain && it.recordKey === one.sfId)?.sent ?? null }
        ])
      )
    )
  },
  async partnersOf(db: unknown, org: number, pairs: readonly number[], side: Side, ids: readonly string[]) {
    if (pairs.length === 0) return new Map<string, string>()
    const found = await links.linksOf(db, org, 1, ids, side)
    return new Map([...found].map(([id, one]) => [id, side === 'salesforce' ? one.extId : one.sfId]))
  },
  everLinked: (db: unknown, _org: number, _pair: number, ids: readonly string[]) =>
    Promise.resolve((db as MemoryDatabase).links.map((one) => one.sfId).filter((id) => ids.includes(id))),
  sentCreates: (db: unknown, _org: number, _pair: number, keys: readonly string[]) =>
    Promise.resolve(new Map((db as MemoryDatabase).wire.flatMap((it) => (it.uncertain && remembers(it) && it.sent !== null && keys.includes(it.recordKey) ? [[it.recordKey, { sent: it.sent, landsBy: new Date(it.freeAt ?? 0) }]] : [])))), // prettier-ignore
  openCreates: (db: unknown, _org: number, _pair: number, side: Side, line: string, values: readonly string[]) =>
    Promise.resolve(
      (db as MemoryDatabase).wire.flatMap((it) =>
        (remembers(it) ? (it.sent ?? []) : [])
          .filter((one) => one.line === line && one.side === side && values.some((value) => value.toLowerCase() === one[side]?.toLowerCase()))
          .map((one) => ({ value: one[side] ?? '', landsBy: it.uncertain ? new Date(it.freeAt ?? 0) : null }))
      )
    ), // prettier-ignore
  blockedOf: () => Promise.resolve(new Map<string, string>())
}

export const recording = {
  FenceLostError,
  snapshot: (db: unknown) => Promise.resolve(String((db as MemoryDatabase).recorded)),
  announce: (
    db: unknown,
    held: Held,
    _pair: number,
    _run: number,
    operations: readonly AnnouncedOperation[],
    asOf: string
  ) => Promise.resolve().then(() => (db as MemoryDatabase).announce(held, operations, Number(asOf))),
  record: (db: unknown, held: Held, batch: RecordBatch) =>
    Promise.resolve().then(() => (db as MemoryDatabase).record(held, batch))
}

interface Addressed {
  readonly channel: string
  readonly address: string
}
/** The ledger as `database/consent.ts` asks it; marks are not sealed here. */
export const consent = {
  consentRows: (_: unknown, events: readonly { address: string; event: ConsentEvent }[]) =>
    events.map(({ address, event }) => ({ mark: `${event.channel} ${address}`, event })),
  consentStates: (db: unknown, _org: number, _key: unknown, addresses: readonly Addressed[]) =>
    Promise.resolve(
      addresses.map(
        ({ channel, address }) => (db as MemoryDatabase).ledger.get(`${channel} ${address}`) ?? unknownConsent
      )
    )
}
export const memory = { remembered: () => Promise.resolve({ answers: new Map(), turns: new Map() }) }

/** Nobody merged, converted, approved or asked anything here. */
export const others = {
  recordsWithIssues: (db: unknown, _org: number, _pair: number, keys: readonly string[]) =>
    Promise.resolve(new Set(keys.filter((key) => ((db as MemoryDatabase).issues.get(key) ?? []).length > 0))),
  pendingOf: () => Promise.resolve(new Set<string>()),
  succeededOf: () => Promise.resolve(new Set<string>()),
  parentPartnersOf: () => Promise.resolve(new Map<string, string>()),
  analyzeGrown: () => Promise.resolve()
}

export const runs = { startRun: () => Promise.resolve(1), endRun: () => Promise.resolve() }
