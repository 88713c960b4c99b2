import type { OrgState } from '../org-state.ts'
import type { Catalogue, Held } from './catalogue.ts'
import type { Component } from './component.ts'
import type { Journal } from './journal.ts'

/** One deployment under way. */
export interface Deploying {
  readonly org: OrgState
  readonly catalogue: Catalogue
  readonly journal: Journal
  readonly userId: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Of the package that is being installed; null for a deployment. */
  readonly namespace: string | null
}

/** Puts a component into effect, or throws `ComponentProblem`. */
export type Apply = (component: Component, context: Deploying) => void

/** Key prefixes of components' ids by type [K]; others share one. */
const prefixes: Readonly<Record<string, string>> = {
  ApexClass: '01p',
  ApexPage: '066',
  ApexTrigger: '01q',
  CustomApplication: '02u',
  CustomField: '00N',
  CustomLabel: '101',
  CustomObject: '01I',
  CustomPermission: '0CP',
  CustomTab: '01r',
  ExternalCredential: '0pK',
  Layout: '00h',
  LightningComponentBundle: '0Rb',
  NamedCredential: '0XA',
  PermissionSet: '0PS',
  WorkflowOutboundMessage: '04k'
}

/** Keeps the component in the catalogue; its id stays the same when it was there before. `id`: it has one already. */
export function hold(
  component: Component,
  { org, catalogue, journal, userId, now, namespace }: Deploying,
  id?: string
): Held {
  const before = catalogue.get(component.type, component.fullName)
  const held: Held = {
    ...component,
    id: id ?? before?.id ?? org.ids.next(prefixes[component.type] ?? '0Bw'),
    createdAt: before?.createdAt ?? now,
    createdBy: before?.createdBy ?? userId,
    changedAt: now,
    changedBy: userId,
    namespace
  }
  journal.done(catalogue.set(component.type, component.fullName, held))
  return held
}
