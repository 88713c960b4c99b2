import { childOf, childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'

/** What the org runs of a flow: its trigger and the actions on the way from its start. */
export interface FlowGraph {
  readonly processType: string
  /** `RecordAfterSave`, …; undefined for a flow that no record starts. */
  readonly triggerType: string | undefined
  /** `Create`, `Update`, `CreateAndUpdate`, `Delete` */
  readonly recordTriggerType: string | undefined
  /** `Contact` */
  readonly object: string | undefined
  readonly start: XmlElement | undefined
  readonly actions: readonly FlowAction[]
  readonly decisions: readonly XmlElement[]
}

export interface FlowAction {
  readonly name: string
  /** `outboundMessage`, `apex`, … */
  readonly type: string
  /** `Contact.My_Message` */
  readonly action: string
  readonly xml: XmlElement
}

export function flowGraph(xml: XmlElement): FlowGraph {
  const start = childOf(xml, 'start')
  return {
    processType: textOf(xml, 'processType') ?? 'AutoLaunchedFlow',
    triggerType: textOf(start, 'triggerType'),
    recordTriggerType: textOf(start, 'recordTriggerType'),
    object: textOf(start, 'object'),
    start,
    actions: childrenOf(xml, 'actionCalls').map((action) => ({
      name: textOf(action, 'name') ?? '',
      type: textOf(action, 'actionType') ?? '',
      action: textOf(action, 'actionName') ?? '',
      xml: action
    })),
    decisions: childrenOf(xml, 'decisions')
  }
}

/** Where a connector of this element leads: `connector`, `defaultConnector`. */
export const targetOf = (from: XmlElement | undefined, connector = 'connector'): string | undefined =>
  textOf(from && childOf(from, connector), 'targetReference')
