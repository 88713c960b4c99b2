import type { Pair } from './pair.ts'

/** What follows from a pair alone is worked out once, and not again for each of its records. */
export function perPair<T>(make: (pair: Pair) => T): (pair: Pair) => T {
  const made = new WeakMap<Pair, { readonly value: T }>()
  return (pair) => {
    let known = made.get(pair)
    if (known === undefined) made.set(pair, (known = { value: make(pair) }))
    return known.value
  }
}
