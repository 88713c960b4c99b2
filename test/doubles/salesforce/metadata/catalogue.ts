import type { Component } from './component.ts'
import { keyOf } from './component.ts'
import type { FlowRecord } from './flow/flow-record.ts'

/** A component as the org holds it. Times are milliseconds since 1970. */
export interface Held extends Component {
  readonly id: string
  readonly createdAt: number
  readonly createdBy: string
  readonly changedAt: number
  readonly changedBy: string
  /** Of the package that brought it; null for the org's own. */
  readonly namespace: string | null
}

/** Everything that was deployed. Flows are kept apart, since they have versions. */
export class Catalogue {
  readonly #held = new Map<string, Held>()
  readonly #flows = new Map<string, FlowRecord>()

  get all(): Held[] {
    return [...this.#held.values()]
  }

  get(type: string, fullName: string): Held | undefined {
    return this.#held.get(keyOf(type, fullName))
  }

  ofType(type: string): Held[] {
    return [...this.#held.values()].filter((held) => held.type === type)
  }

  /** Puts it, or takes it away with undefined; answers how to take that back. */
  set(type: string, fullName: string, held: Held | undefined): () => void {
    return exchange(this.#held, keyOf(type, fullName), held)
  }

  flow(name: string): FlowRecord | undefined {
    return this.#flows.get(name.toLowerCase())
  }

  get flows(): FlowRecord[] {
    return [...this.#flows.values()]
  }

  setFlow(name: string, flow: FlowRecord | undefined): () => void {
    return exchange(this.#flows, name.toLowerCase(), flow)
  }
}

function exchange<T>(map: Map<string, T>, key: string, value: T | undefined): () => void {
  const before = map.get(key)
  const put = (item: T | undefined) => {
    if (item === undefined) map.delete(key)
    else map.set(key, item)
  }
  put(value)
  return () => put(before)
}
