import type { Body } from '../records/prepare.ts'
import type { Element } from './envelope.ts'

/** A record's fields by name; a child with children names a parent, `xsi:nil` blanks. */
export const xmlRecord = (record: Element): Body => Object.fromEntries(record.children.map(member))

function member(element: Element): [string, unknown] {
  if (element.attributes['nil'] === 'true') return [element.name, null]
  const [parent] = element.children
  if (!parent) return [element.name, element.text]
  return [element.name, xmlRecord(parent.name === 'sObject' ? parent : element)]
}
