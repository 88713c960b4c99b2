import { wordsOf } from '../../uncertain.ts'
import { ComponentProblem } from '../component.ts'
import type { Deploying } from '../context.ts'
import type { FlowAction, FlowGraph } from '../flow/flow-graph.ts'
import { evaluate } from '../flow/formula.ts'
import { childOf, childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'

/** Refuses what Salesforce refuses of a flow, whatever its status. */
export function checkFlow(graph: FlowGraph, context: Deploying): void {
  checkStart(graph, context)
  for (const action of graph.actions) checkAction(action, graph, context)
}

function checkStart({ start, triggerType, recordTriggerType, object }: FlowGraph, { org }: Deploying): void {
  if (!start || triggerType === undefined) return
  if (object !== undefined && !org.schema.object(object)) {
    throw new ComponentProblem(wordsOf('flowObjectMissing', { object }), start)
  }
  if (triggerType.startsWith('Record') && (object === undefined || recordTriggerType === undefined)) {
    const field = object === undefined ? 'object' : 'recordTriggerType'
    throw new ComponentProblem(wordsOf('flowStartMissing', { field }), start)
  }
  const formula = textOf(start, 'filterFormula')
  if (recordTriggerType !== 'Update' && asksForChange(start, formula)) {
    throw new ComponentProblem(wordsOf('changeOnCreate'), start)
  }
  if (formula !== undefined) checkFormula(formula, start)
}

function asksForChange(start: XmlElement, formula: string | undefined): boolean {
  const operators = childrenOf(start, 'filters').map((filter) => textOf(filter, 'operator'))
  return operators.includes('IsChanged') || /\bISCHANGED\s*\(/i.test(formula ?? '')
}

function checkFormula(formula: string, start: XmlElement): void {
  try {
    evaluate(formula, { value: () => null, isNew: false, isChanged: () => false })
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new ComponentProblem(
      `start - The formula expression is invalid: ${reason}`,
      childOf(start, 'filterFormula')
    )
  }
}

function checkAction(action: FlowAction, graph: FlowGraph, { org, catalogue }: Deploying): void {
  const fail = (text: string) => {
    throw new ComponentProblem(`${action.name} (Action) - ${text}`, action.xml)
  }
  if (action.type === 'outboundMessage') {
    if (graph.triggerType !== 'RecordAfterSave') {
      fail(
        'The action type "Outbound Messages" can\'t be used in flows with the process type "Autolaunched Flow".' // [V]
      )
    }
    const wanted = action.action.toLowerCase()
    const byControl = org.outbox.messages.some(
      ({ object, name }) => `${object}.${name}`.toLowerCase() === wanted
    )
    const sameObject = wanted.startsWith(`${graph.object?.toLowerCase() ?? ''}.`)
    if (sameObject && (byControl || catalogue.get('WorkflowOutboundMessage', action.action))) return
    fail(unknownAction)
  }
  if (action.type === 'apex' && !catalogue.get('ApexClass', action.action)) fail(unknownAction)
}

const unknownAction = "We can't find an action with the name and action type that you specified." // [V]
