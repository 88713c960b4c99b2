import type { OrgState } from '../org-state.ts'
import { apply, inOrder, remove } from './apply/index.ts'
import { asProblem, ComponentProblem, fileOf } from './component.ts'
import type { Component } from './component.ts'
import type { Deploying } from './context.ts'
import { isFailure } from './deploy-message.ts'
import type { DeployMessage, Outcome } from './deploy-message.ts'
import { activeVersion } from './flow/flow-record.ts'
import { Journal } from './journal.ts'
import type { Manifest } from './manifest.ts'
import type { Misfit, Package } from './read-package.ts'
import { holds } from './rights.ts'
import { wordsOf } from '../uncertain.ts'

export interface DeployWishes {
  readonly checkOnly: boolean
  readonly rollbackOnError: boolean
  /** A deletion of what is not there, or a file that is not listed, does no harm. */
  readonly ignoreWarnings: boolean
  readonly userId: string
  /** Of the package that is installed; null for a deployment. */
  readonly namespace: string | null
}

/** Carries out a deployment: all of it, what succeeds of it, or nothing. */
export function deploy(org: OrgState, given: Package, wishes: DeployWishes): Outcome {
  const { userId, namespace } = wishes
  const journal = new Journal()
  const context: Deploying = {
    org,
    catalogue: org.metadata.catalogue,
    journal,
    userId,
    now: org.clock.stamp(),
    namespace
  }
  const told = [
    ...given.misfits.map((misfit) => misfitMessage(misfit, context)),
    ...deletions(given.deleteFirst, context),
    ...inOrder(given.components).map((component) => applyOne(component, context)),
    ...deletions(given.deleteLast, context)
  ]
  // A warning is treated like an error unless the caller said otherwise [V].
  const messages = told.map((each) =>
    each.warning && !wishes.ignoreWarnings ? { ...each, success: false } : each
  )
  const uncovered = uncoveredFlows(given.components, context)
  const failed = uncovered.length > 0 || messages.some(isFailure)
  const kept = !wishes.checkOnly && (!failed || (!wishes.rollbackOnError && uncovered.length === 0))
  if (kept) journal.keep()
  else journal.rollback()
  return { messages: [...messages, manifestMessage(context)], kept, uncovered }
}

function applyOne(component: Component, context: Deploying): DeployMessage {
  const { type, fullName, fileName } = component
  const before = context.catalogue.get(type, fullName) ?? context.catalogue.flow(fullName)
  const mark = context.journal.mark
  try {
    if (!holds(context.org, context.userId, type === 'Flow' ? 'ManageFlow' : 'CustomizeApplication')) {
      throw new ComponentProblem(wordsOf('noRightToDeploy'))
    }
    apply(component, context)
  } catch (error) {
    context.journal.rollback(mark)
    return problemMessage(type, fullName, fileName, asProblem(error), context)
  }
  const held = context.catalogue.get(type, fullName) ?? context.catalogue.flow(fullName)
  return {
    ...blank(type, fullName, fileName, context),
    changed: true,
    created: before === undefined,
    ...(held && { id: held.id })
  }
}

function deletions(list: Manifest | null, context: Deploying): DeployMessage[] {
  return [...(list?.members ?? [])].flatMap(([type, names]) =>
    names.map((fullName) => deleteOne(type, fullName, context))
  )
}

function deleteOne(type: string, fullName: string, context: Deploying): DeployMessage {
  const fileName = fileOf(type, fullName) ?? 'destructiveChanges.xml'
  const mark = context.journal.mark
  try {
    if (!holds(context.org, context.userId, type === 'Flow' ? 'ManageFlow' : 'CustomizeApplication')) {
      throw new ComponentProblem(wordsOf('noRightToDeploy'))
    }
    remove(type, fullName, context)
  } catch (error) {
    context.journal.rollback(mark)
    return problemMessage(type, fullName, 'destructiveChanges.xml', asProblem(error), context)
  }
  return { ...blank(type, fullName, fileName, context), changed: true, deleted: true }
}

function blank(componentType: string, fullName: string, fileName: string, { now }: Deploying) {
  return {
    changed: false,
    componentType,
    created: false,
    createdDate: new Date(now).toISOString(),
    deleted: false,
    fileName,
    fullName,
    success: true
  }
}

const misfitMessage = ({ type, fullName, fileName, problem }: Misfit, context: Deploying) =>
  problemMessage(type, fullName, fileName, problem, context)

const manifestMessage = (context: Deploying): DeployMessage => ({
  ...blank('', 'package.xml', 'package.xml', context),
  changed: true
})

function problemMessage(
  type: string,
  fullName: string,
  fileName: string,
  error: unknown,
  context: Deploying
): DeployMessage {
  if (!(error instanceof ComponentProblem)) throw error
  return {
    ...blank(type, fullName, fileName, context),
    problem: error.message,
    problemType: error.type,
    success: error.type === 'Warning',
    ...(error.type === 'Warning' && { warning: true }),
    ...(error.line !== undefined && { lineNumber: error.line, columnNumber: error.column ?? 1 })
  }
}

/** In production an active flow has to be covered by Apex tests [V]; how well it is, a switch says. */
function uncoveredFlows(components: readonly Component[], { org, catalogue, namespace }: Deploying) {
  const { production, flowTestCoverage } = org.switches
  if (!production || namespace !== null || flowTestCoverage >= 75) return []
  return components.flatMap(({ type, fullName }) => {
    const flow = type === 'Flow' ? catalogue.flow(fullName) : undefined
    if (!flow || activeVersion(flow) !== flow.versions.at(-1)) return []
    const message = wordsOf('flowCoverage', { percent: flowTestCoverage })
    return [{ flowName: flow.name, message }]
  })
}
