import { uncertainRefusal } from '../../errors.ts'
import type { OrgState } from '../../org-state.ts'
import type { Touch } from '../../store/transaction.ts'
import { textOf } from '../xml.ts'
import { activeVersion } from './flow-record.ts'
import type { FormulaValue, FormulaWorld } from './formula.ts'
import { isTriggered, messagesSent, UnhandledFault } from './run-flow.ts'

/** Names (`contact.my_message`) of the messages that the org's active flows send for one saved record. */
export function flowMessages(org: OrgState, { kind, object, id }: Touch, userId: string): Set<string> {
  const sent = new Set<string>()
  if (kind !== 'create' && kind !== 'update') return sent
  for (const flow of org.metadata.catalogue.flows) {
    const graph = activeVersion(flow)?.graph
    if (!graph || !isTriggered(graph, { kind, object })) continue
    for (const name of messagesSent(graph, worldOf(org, id, userId, kind), org.metadata.faulting))
      sent.add(name.toLowerCase())
  }
  return sent
}

/** Refuses a save whose flow would end in a fault that it has no path for. */
export function refuseFaulted(org: OrgState, touch: Touch, userId: string): void {
  if (org.metadata.faulting.size === 0) return
  for (const flow of org.metadata.catalogue.flows) {
    const version = activeVersion(flow)
    const { kind, object, id } = touch
    if (!version || (kind !== 'create' && kind !== 'update') || !isTriggered(version.graph, { kind, object }))
      continue
    try {
      messagesSent(version.graph, worldOf(org, id, userId, kind), org.metadata.faulting)
    } catch (error) {
      if (!(error instanceof UnhandledFault)) throw error
      throw uncertainRefusal('flowFault', { flow: textOf(version.xml, 'label') ?? flow.name })
    }
  }
}

function worldOf(org: OrgState, id: string, userId: string, kind: 'create' | 'update'): FormulaWorld {
  const read = (recordId: string, field: string): FormulaValue => {
    const name = org.schema.ofId(recordId)?.field(field)?.name ?? field
    return org.database.find(recordId)?.[name] ?? null
  }
  return {
    value: (name) => {
      const [root = '', field = ''] = name.split('.')
      if (root === '$User') return read(userId, field)
      if (root === '$Profile') return read(String(read(userId, 'ProfileId')), field)
      return root === '$Record' ? read(id, field) : null
    },
    isNew: kind === 'create',
    // What a field held before is not kept here; a flow for updates alone may ask, and every update answers yes.
    isChanged: () => kind === 'update'
  }
}
