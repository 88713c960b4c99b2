import { expect, test } from 'vitest'

/**
 * The protocol of announce, write and record between two nodes, explored breadth-first: every order of three notifications
 * about one record and of three faults. A state is all there is; `version` is what Salesforce holds.
 */
interface State {
  readonly version: number
  readonly left: number
  readonly faults: number
  /** Hints that wait, and whether the sender still waits for its acknowledgement. */
  readonly inbox: boolean
  readonly sending: boolean
  readonly outside: number
  readonly records: number
  readonly recorded: number
  readonly fence: number
  readonly wire: number
  readonly nodes: readonly Node[]
}
interface Node {
  readonly at: 'idle' | 'read' | 'announced' | 'written'
  readonly fence: number
  readonly read: number
  readonly linked: number
}
type Mutant = 'ack-before-store' | 'done-before-write' | 'record-without-fence' | 'write-without-wire'

const idle: Node = { at: 'idle', fence: 0, read: 0, linked: 0 }
const start: State = { version: 0, left: 3, faults: 3, inbox: false, sending: false, outside: 0, records: 0, recorded: 0, fence: 0, wire: 0, nodes: [idle, idle] } // prettier-ignore

function* steps(s: State, mutant?: Mutant): Generator<State> {
  if (s.left > 0) yield { ...s, version: s.version + 1, left: s.left - 1, sending: true }
  if (s.sending) {
    yield { ...s, inbox: true, sending: false }
    // Stored, and the acknowledgement lost: it is sent again.
    if (s.faults > 0) yield { ...s, inbox: true, faults: s.faults - 1 }
    if (mutant === 'ack-before-store' && s.faults > 0) yield { ...s, sending: false, faults: s.faults - 1 }
  }
  for (const [n, node] of s.nodes.entries()) {
    const put = (next: Partial<Node>, rest: Partial<State> = {}): State => ({ ...s, ...rest, nodes: s.nodes.map((one, at) => (at === n ? { ...one, ...next } : one)) }) // prettier-ignore
    const isHolder = node.fence === s.fence && node.fence > 0
    const isFree = !s.nodes.some((one) => one.at !== 'idle' && one.fence === s.fence)
    // A lane is taken when nobody has it, or from somebody who died or stands still: a fault.
    if (node.at === 'idle' && s.inbox && (isFree || s.faults > 0)) {
      const taken = { at: 'read', fence: s.fence + 1, read: s.version, linked: s.recorded } as const
      const inbox = mutant === 'done-before-write' ? false : s.inbox
      yield put(taken, { fence: s.fence + 1, wire: 0, inbox, faults: s.faults - (isFree ? 0 : 1) })
    }
    if (node.at === 'read') {
      const isOutrun = s.recorded !== node.linked
      const mayWrite = isHolder && s.wire === 0 && !isOutrun
      if (mayWrite || mutant === 'write-without-wire') yield put({ at: 'announced' }, { wire: node.fence })
      else yield put(idle)
    }
    if (node.at === 'announced') {
      // Asked before the call: has the lease run out?
      if (!isHolder && mutant !== 'write-without-wire') yield put(idle)
      else yield put({ at: 'written' }, { outside: node.read, records: s.outside === 0 && s.records === 0 ? 1 : s.records }) // prettier-ignore
    }
    if (node.at === 'written') {
      if (isHolder || mutant === 'record-without-fence')
        yield put(idle, { recorded: node.read, wire: 0, inbox: s.version > node.read && s.inbox })
      else yield put(idle)
    }
    if (node.at !== 'idle' && s.faults > 0) yield put(idle, { faults: s.faults - 1 })
  }
}

function wrong(s: State, before: State): string | null {
  if (s.outside < before.outside) return `an older value, ${s.outside}, was written over ${before.outside}`
  if (s.recorded < before.recorded) return 'what is known went back'
  const isOver = s.left === 0 && !s.sending && !s.inbox && s.nodes.every((one) => one.at === 'idle')
  return isOver && s.outside !== s.version ? `${s.version} was lost: outside stands at ${s.outside}` : null
}

function explore(mutant?: Mutant): { states: number; found: string | null } {
  const seen = new Set([JSON.stringify(start)])
  let edge = [start]
  while (edge.length > 0) {
    const next: State[] = []
    for (const state of edge)
      for (const one of steps(state, mutant)) {
        const found = wrong(one, state)
        if (found !== null) return { states: seen.size, found }
        const key = JSON.stringify(one)
        if (seen.has(key)) continue
        seen.add(key)
        next.push(one)
      }
    edge = next
  }
  return { states: seen.size, found: null }
}

test('in no order of three notifications and three faults is a change lost, or an older value written over a newer one', () => {
  const { states, found } = explore()
  expect(found).toBeNull()
  expect(states).toBeGreaterThan(1000)
})

test.each(['ack-before-store', 'done-before-write', 'record-without-fence', 'write-without-wire'] as const)(
  'a protocol that is broken on purpose is caught: %s',
  (mutant) => {
    expect(explore(mutant).found).not.toBeNull()
  }
)
