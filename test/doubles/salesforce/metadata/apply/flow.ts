import { wordsOf } from '../../uncertain.ts'
import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import type { Deploying } from '../context.ts'
import { flowGraph } from '../flow/flow-graph.ts'
import { activated, activeVersion, withVersion } from '../flow/flow-record.ts'
import type { FlowStatus, FlowVersion } from '../flow/flow-record.ts'
import { textOf } from '../xml.ts'
import { checkFlow } from './flow-checks.ts'
import { checkDeveloperName, requiredText, withoutNamespace } from './names.ts'

/** Each deployment of a flow makes a version; an active one takes over, a draft leaves the active one running. */
export function applyFlow({ fullName, xml }: Component, context: Deploying): void {
  const { org, catalogue, journal, userId, now, namespace } = context
  if (!xml) return
  const name = fullName.replace(/-\d+$/, '')
  checkDeveloperName(withoutNamespace(name, namespace), 'Flow API Name')
  requiredText(xml, 'label')
  const graph = flowGraph(xml)
  checkFlow(graph, context)
  const before = catalogue.flow(name) ?? { id: org.ids.next('300'), name, versions: [], namespace }
  const version: FlowVersion = {
    id: org.ids.next('301'),
    number: (before.versions.at(-1)?.number ?? 0) + 1,
    status: statusOf(textOf(xml, 'status'), context),
    xml,
    graph,
    createdAt: now,
    createdBy: userId
  }
  journal.done(catalogue.setFlow(name, withVersion(before, version)))
}

function statusOf(status: string | undefined, { org, namespace }: Deploying): FlowStatus {
  if (status !== 'Active') return status === 'Obsolete' ? 'Obsolete' : 'Draft'
  const { production, deployFlowsActive, activeFlowWithoutPreference } = org.switches
  if (!production || deployFlowsActive || namespace !== null) return 'Active'
  if (activeFlowWithoutPreference === 'draft') return 'Draft'
  throw new ComponentProblem(wordsOf('activeFlowInProduction'))
}

/** Only single versions that are not active can be deleted: `Name-2` [V]. */
export function deleteFlow(fullName: string, { catalogue, journal }: Deploying): void {
  const [, name = fullName, number] = /^(.*)-(\d+)$/.exec(fullName) ?? []
  const flow = catalogue.flow(name)
  const version = flow?.versions.find((each) => String(each.number) === number)
  if (!flow || (number !== undefined && !version)) {
    throw new ComponentProblem(`No Flow named: ${fullName} found`, {}, 'Warning')
  }
  if (!version || version.status === 'Active') {
    throw new ComponentProblem('insufficient access rights on cross-reference id') // [V]
  }
  const versions = flow.versions.filter((each) => each !== version)
  journal.done(catalogue.setFlow(name, versions.length > 0 ? { ...flow, versions } : undefined))
}

/** `flowDefinitions/Name.flowDefinition` sets which version is active; 0 for none. */
export function applyFlowDefinition(
  { fullName, xml }: Component,
  { org, catalogue, journal }: Deploying
): void {
  const flow = catalogue.flow(fullName)
  const number = Number(textOf(xml ?? undefined, 'activeVersionNumber') ?? 0)
  const after = flow && activated(flow, number)
  if (!flow || !after) {
    throw new ComponentProblem(wordsOf('flowVersionMissing', { number, name: fullName }))
  }
  const starts = number !== 0 && activeVersion(flow)?.number !== number
  if (starts && org.switches.production && !org.switches.deployFlowsActive) {
    throw new ComponentProblem(wordsOf('flowActivatedByDeploy'))
  }
  journal.done(catalogue.setFlow(fullName, after))
}
