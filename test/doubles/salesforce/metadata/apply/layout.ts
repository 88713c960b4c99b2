import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import { childrenOf, textOf } from '../xml.ts'
import { wordsOf } from '../../uncertain.ts'
import type { XmlElement } from '../xml.ts'

/** `Contact-Contact Layout`: the object stands before the first dash. */
export const objectOfLayout = (fullName: string): string => fullName.slice(0, fullName.indexOf('-'))

/** The items of a layout's sections: sections of columns of items. */
export const itemsOf = (section: XmlElement): XmlElement[] =>
  childrenOf(section, 'layoutColumns').flatMap((column) => childrenOf(column, 'layoutItems'))

/** A page layout: its object and the fields on it have to be there. */
export function applyLayout(component: Component, context: Deploying): void {
  const { fullName, xml } = component
  const named = objectOfLayout(fullName)
  // Person accounts are accounts; only their layouts are named otherwise.
  const object = context.org.schema.object(named === 'PersonAccount' ? 'Account' : named)
  if (!object) {
    throw new ComponentProblem(wordsOf('layoutObjectMissing', { object: named }))
  }
  for (const item of (xml ? childrenOf(xml, 'layoutSections') : []).flatMap(itemsOf)) {
    const field = textOf(item, 'field')
    if (field === undefined || object.field(field)) continue
    const words = wordsOf('layoutFieldMissing', { field: `${object.name}.${field}` })
    throw new ComponentProblem(words, item)
  }
  hold(component, context)
}
