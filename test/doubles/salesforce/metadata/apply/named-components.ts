import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import type { Deploying } from '../context.ts'
import type { XmlElement } from '../xml.ts'

/** Elements that name another component, by the type they stand in; `standard` names are the platform's own. */
const references: Readonly<
  Record<string, readonly { readonly element: string; readonly type: string; readonly standard?: RegExp }[]>
> = {
  Layout: [{ element: 'page', type: 'ApexPage' }],
  WebLink: [{ element: 'page', type: 'ApexPage' }],
  CustomTab: [
    { element: 'lwcComponent', type: 'LightningComponentBundle' },
    { element: 'flexiPage', type: 'FlexiPage' },
    { element: 'page', type: 'ApexPage' }
  ],
  FlexiPage: [{ element: 'componentName', type: 'LightningComponentBundle', standard: /:/ }],
  QuickAction: [{ element: 'lightningWebComponent', type: 'LightningComponentBundle' }],
  CustomApplication: [
    { element: 'tabs', type: 'CustomTab', standard: /^standard-/ },
    { element: 'content', type: 'FlexiPage' }
  ],
  NamedCredential: [{ element: 'externalCredential', type: 'ExternalCredential' }]
}

function* deep(xml: XmlElement, name: string): Generator<XmlElement> {
  for (const child of xml.children) {
    if (child.name === name) yield child
    yield* deep(child, name)
  }
}

/** Refuses what names a component that is neither in the org nor in the deployment. */
export function checkNamed({ type, xml }: Component, { catalogue }: Deploying): void {
  if (!xml) return
  for (const { element, type: wanted, standard } of references[type] ?? []) {
    for (const named of deep(xml, element)) {
      const name = named.text.trim()
      if (name === '' || named.children.length > 0 || standard?.test(name)) continue
      if (catalogue.get(wanted, name)) continue
      throw new ComponentProblem(`In field: ${element} - no ${wanted} named ${name} found`, named) // [V: form]
    }
  }
  if (type !== 'Layout') return
  for (const action of deep(xml, 'platformActionListItems')) {
    const [name, kind] = ['actionName', 'actionType'].map((tag) => action.children.find((each) => each.name === tag)?.text.trim() ?? '') // prettier-ignore
    if (kind === 'QuickAction' && name && !catalogue.get('QuickAction', name))
      throw new ComponentProblem(`In field: QuickAction - no QuickAction named ${name} found`, action)
  }
}
