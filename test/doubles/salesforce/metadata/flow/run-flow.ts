import { childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { enters, ruleHolds } from './condition.ts'
import { targetOf } from './flow-graph.ts'
import type { FlowGraph } from './flow-graph.ts'
import type { FormulaWorld } from './formula.ts'

export interface Save {
  readonly kind: 'create' | 'update'
  readonly object: string
}

/** Is this the kind of save that starts the flow? */
export function isTriggered({ triggerType, recordTriggerType, object }: FlowGraph, save: Save): boolean {
  if (triggerType !== 'RecordAfterSave' || object?.toLowerCase() !== save.object.toLowerCase()) return false
  if (recordTriggerType === 'CreateAndUpdate') return true
  return recordTriggerType === (save.kind === 'create' ? 'Create' : 'Update')
}

/** An action faulted and the flow has no path for that: the save it belongs to is taken back [K]. */
export class UnhandledFault extends Error {
  override readonly name = 'UnhandledFault'
}

/**
 * Full names of the outbound messages the flow sends for a save, walking from its start through its decisions, and
 * by the fault path of an action that is `faulting` (lower-case names). Throws `UnhandledFault`.
 */
export function messagesSent(
  graph: FlowGraph,
  world: FormulaWorld,
  faulting: ReadonlySet<string> = new Set()
): string[] {
  const { start } = graph
  if (!start || !enters(start, world)) return []
  const sent: string[] = []
  for (const from of [start, ...childrenOf(start, 'scheduledPaths')])
    walk(graph, targetOf(from), world, { sent, faulting })
  return sent
}

function walk(
  graph: FlowGraph,
  first: string | undefined,
  world: FormulaWorld,
  { sent, faulting }: { readonly sent: string[]; readonly faulting: ReadonlySet<string> }
): void {
  const visited = new Set<string>()
  let name = first
  while (name !== undefined && !visited.has(name)) {
    visited.add(name)
    const here = name
    const action = graph.actions.find((each) => each.name === here)
    const decision = graph.decisions.find((each) => textOf(each, 'name') === here)
    if (action && faulting.has(action.action.toLowerCase())) {
      name = targetOf(action.xml, 'faultConnector')
      if (name === undefined) throw new UnhandledFault(action.name)
      continue
    }
    if (action?.type === 'outboundMessage') sent.push(action.action)
    name = action ? targetOf(action.xml) : decision && branch(decision, world)
  }
}

function branch(decision: XmlElement, world: FormulaWorld): string | undefined {
  const rule = childrenOf(decision, 'rules').find((each) => ruleHolds(each, world))
  return rule ? targetOf(rule) : targetOf(decision, 'defaultConnector')
}
