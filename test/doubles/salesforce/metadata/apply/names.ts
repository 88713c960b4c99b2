import { ComponentProblem } from '../component.ts'
import type { XmlElement } from '../xml.ts'
import { textOf } from '../xml.ts'

/**
 * Refuses a developer name Salesforce would: letters, digits and single underscores, a letter first, none last [V].
 * `what` names the attribute, `Flow API Name`.
 */
export function checkDeveloperName(name: string, what: string): void {
  if (/^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(name)) return
  throw new ComponentProblem(
    `The ${what} can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, ` +
      'not include spaces, not end with an underscore, and not contain two consecutive underscores.'
  )
}

/** A name without the prefix of an installed package: `ns__Score__c` is `Score__c`. */
export const withoutNamespace = (name: string, namespace: string | null): string =>
  namespace !== null && name.startsWith(`${namespace}__`) ? name.slice(namespace.length + 2) : name

/** The text of an element that has to be there. */
export function requiredText(xml: XmlElement, name: string): string {
  const text = textOf(xml, name)
  if (text === undefined) throw new ComponentProblem(`Required field is missing: ${name}`, xml)
  return text
}

/** Refuses elements the type does not have, as the XML reader of Salesforce does. */
export function checkElements(xml: XmlElement, type: string, known: readonly string[]): void {
  const stray = xml.children.find(({ name }) => !known.includes(name))
  if (!stray) return
  throw new ComponentProblem(
    `Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}${stray.name} invalid at this location in type ${type}`,
    stray
  )
}
