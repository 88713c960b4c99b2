import type { OrgState } from '../org-state.ts'
import { isStandardObject, named } from './retrieve.ts'
import { join } from './split.ts'
import { typeNamed } from './types.ts'
import { element } from './xml.ts'
import type { XmlElement } from './xml.ts'

/**
 * What `readMetadata` shows of a component: its elements, full name first; null where there is none. Of a standard
 * object only what was deployed to it is told, not its standard fields.
 */
export function readComponent(org: OrgState, type: string, fullName: string): readonly XmlElement[] | null {
  const held = named(org, type, fullName)
  if (held.length === 0 && !isStandardObject(org, type, fullName)) return null
  const own = held.find((each) => each.type === type)
  const kind = typeNamed(type)
  const parts = held.flatMap((each) => (each.type !== type && each.xml ? [each.xml] : []))
  const { children } = kind ? join(kind, own?.xml ?? null, parts) : (own?.xml ?? element(type, []))
  return [
    element('fullName', own?.fullName ?? fullName),
    ...children.filter(({ name }) => name !== 'fullName')
  ]
}
