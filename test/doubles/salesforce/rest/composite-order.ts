import { referencesOf } from './composite-references.ts'
import type { Part } from './subrequest.ts'

/** Parts in the order they run when they are collated: those of one kind together, none before what it refers to. */
export function collated(parts: readonly Part[]): Part[] {
  const waiting = new Set(parts)
  const order: Part[] = []
  while (waiting.size > 0) {
    const names = new Set([...waiting].map(({ referenceId }) => referenceId))
    // What refers to nothing that still waits; a circle, or a reference backwards, leaves the order as it is.
    const ready = [...waiting].filter((part) => referencesOf(part).every((name) => !names.has(name)))
    const next = ready.length > 0 ? ready : [...waiting]
    const kinds = [...new Set(next.map(kindOf))]
    for (const part of next.sort((a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)))) {
      order.push(part)
      waiting.delete(part)
    }
  }
  return order
}

const kindOf = ({ method, url }: Part) =>
  `${method} ${/sobjects\/(\w+)/i.exec(url)?.[1] ?? url}`.toLowerCase()
