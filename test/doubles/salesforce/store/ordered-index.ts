import type { Row } from './row.ts'

type Key = string | number
interface Entry {
  readonly key: Key
  readonly row: Row
  /** False once the row moved away: taken out at the next tidying, since a splice in the middle costs too much. */
  live: boolean
}

export interface Range {
  readonly low?: Key | undefined
  readonly high?: Key | undefined
}

/**
 * A table's rows in order of (key, Id). Stamps and new ids ascend, so most writes append; what does not is merged in
 * before the next read. A keyset page over a million rows then costs two binary searches and sorts nothing.
 */
export class OrderedIndex {
  readonly #key: (row: Row) => Key
  #entries: Entry[] = []
  /** Out of order yet. */
  #pending: Entry[] = []
  #dead = 0

  constructor(key: (row: Row) => Key) {
    this.#key = key
  }

  add(row: Row): void {
    const entry = { key: this.#key(row), row, live: true }
    const last = this.#entries.at(-1)
    if (!last || compare(last, entry) <= 0) this.#entries.push(entry)
    else this.#pending.push(entry)
  }

  /** Call before the row's key changes. */
  remove(row: Row): void {
    this.#tidy()
    const wanted = { key: this.#key(row), row, live: true }
    const from = firstIndex(this.#entries, (entry) => compare(entry, wanted) >= 0)
    for (let i = from; i < this.#entries.length; i++) {
      const entry = this.#entries[i]
      if (!entry || compare(entry, wanted) !== 0) return
      if (!entry.live) continue
      entry.live = false
      this.#dead++
      return
    }
  }

  /** Rows with `low` ≤ key ≤ `high`. */
  *range({ low, high }: Range, descending = false): Generator<Row> {
    this.#tidy()
    const entries = this.#entries
    const from = low === undefined ? 0 : firstIndex(entries, ({ key }) => key >= low)
    const to = high === undefined ? entries.length : firstIndex(entries, ({ key }) => key > high)
    for (let n = 0; n < to - from; n++) {
      const entry = entries[descending ? to - 1 - n : from + n]
      if (entry?.live) yield entry.row
    }
  }

  #tidy(): void {
    if (this.#pending.length > 0) this.#merge()
    if (this.#dead > this.#entries.length / 2 + 1000) {
      this.#entries = this.#entries.filter(({ live }) => live)
      this.#dead = 0
    }
  }

  /** Only the part behind the first newcomer is moved. */
  #merge(): void {
    const newcomers = this.#pending.sort(compare)
    this.#pending = []
    const [first] = newcomers
    if (!first) return
    const from = firstIndex(this.#entries, (entry) => compare(entry, first) > 0)
    const tail = this.#entries.slice(from)
    this.#entries.length = from
    let n = 0
    for (const entry of tail) {
      for (let next = newcomers[n]; next && compare(next, entry) < 0; next = newcomers[++n])
        this.#entries.push(next)
      this.#entries.push(entry)
    }
    for (const entry of newcomers.slice(n)) this.#entries.push(entry)
  }
}

function compare(a: Entry, b: Entry): number {
  if (a.key < b.key) return -1
  if (a.key > b.key) return 1
  return a.row.Id < b.row.Id ? -1 : a.row.Id > b.row.Id ? 1 : 0
}

/** First index whose entry passes; all entries after it pass too. */
function firstIndex(entries: readonly Entry[], test: (entry: Entry) => boolean): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry && test(entry)) high = middle
    else low = middle + 1
  }
  return low
}
