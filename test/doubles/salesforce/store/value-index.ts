import type { Value } from './row.ts'

/** So many records make a list; above, a set is quicker to take one out of. */
const few = 16

/** Ids by one field's value. Text is compared without case, as Salesforce compares it. */
export class ValueIndex {
  readonly #caseSensitive: boolean
  /** One id for most values, a list where a few records share one, a set where many do: a set takes most room. */
  readonly #ids = new Map<Value, string | string[] | Set<string>>()

  constructor(caseSensitive: boolean) {
    this.#caseSensitive = caseSensitive
  }

  add(value: Value, id: string): void {
    if (value === null) return
    const key = this.#key(value)
    const held = this.#ids.get(key)
    if (held === undefined) this.#ids.set(key, id)
    else if (held instanceof Set) held.add(id)
    else if (typeof held === 'string') this.#ids.set(key, [held, id])
    else if (held.length < few) held.push(id)
    else this.#ids.set(key, new Set([...held, id]))
  }

  remove(value: Value, id: string): void {
    if (value === null) return
    const key = this.#key(value)
    const held = this.#ids.get(key)
    if (held === id) this.#ids.delete(key)
    else if (held instanceof Set && held.delete(id) && held.size === 0) this.#ids.delete(key)
    else if (Array.isArray(held) && held.includes(id)) {
      const rest = held.filter((each) => each !== id)
      if (rest.length > 0) this.#ids.set(key, rest)
      else this.#ids.delete(key)
    }
  }

  find(value: Value): readonly string[] {
    const held = this.#ids.get(this.#key(value))
    return held === undefined ? [] : typeof held === 'string' ? [held] : [...held]
  }

  #key(value: Value): Value {
    return typeof value === 'string' && !this.#caseSensitive ? value.toLowerCase() : value
  }
}
