import { wordsOf } from '../../uncertain.ts'
import { ComponentProblem } from '../component.ts'
import type { Component } from '../component.ts'
import { hold } from '../context.ts'
import type { Deploying } from '../context.ts'
import { childrenOf } from '../xml.ts'

/** The fields at the head of a record: the object has to have them. */
export function applyCompactLayout(component: Component, context: Deploying): void {
  const [objectName = ''] = component.fullName.split('.')
  const object = context.org.schema.object(objectName)
  for (const item of component.xml ? childrenOf(component.xml, 'fields') : []) {
    const name = item.text.trim()
    if (object?.field(name)) continue
    throw new ComponentProblem(wordsOf('namedFieldMissing', { field: `${objectName}.${name}` }), item)
  }
  hold(component, context)
}
