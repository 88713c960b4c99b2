import type { Component } from './component.ts'
import { element, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'
import type { MetadataType } from './types.ts'

const noFiles: Component['files'] = new Map()

/** The components of one XML file: the file's own, and those that stand inside it (`fields` of an object). */
export function split(type: MetadataType, name: string, fileName: string, root: XmlElement): Component[] {
  const children = type.children ?? {}
  const own = root.children.filter(({ name: tag }) => !(tag in children))
  const parts = root.children.flatMap((child): Component[] => {
    const childType = children[child.name]
    if (childType === undefined) return []
    const fullName = type.flat ? textOf(child, 'fullName') : `${name}.${textOf(child, 'fullName') ?? ''}`
    return [{ type: childType, fullName: fullName ?? '', fileName, xml: child, files: noFiles }]
  })
  const whole: Component = {
    type: type.name,
    fullName: name,
    fileName,
    xml: { ...root, children: own },
    files: noFiles
  }
  return [whole, ...parts]
}

/** The file's element again, from the component of its own (if there is one) and those inside it. */
export function join(type: MetadataType, own: XmlElement | null, parts: readonly XmlElement[]): XmlElement {
  const children = [...(own?.children ?? []), ...parts]
  return element(
    type.name,
    children.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  )
}
