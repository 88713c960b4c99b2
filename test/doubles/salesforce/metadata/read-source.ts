import { readdirSync, readFileSync } from 'node:fs'
import { join as joinPath, relative, sep } from 'node:path'
import type { Component } from './component.ts'
import { readComponents } from './read-package.ts'
import type { Misfit } from './read-package.ts'
import { containerOf, metadataTypes, pathOf, typeOfDirectory } from './types.ts'
import type { MetadataType } from './types.ts'
import { parseXml, textOf, writeXml } from './xml.ts'
import type { XmlElement } from './xml.ts'

export interface Source {
  readonly components: readonly Component[]
  readonly misfits: readonly Misfit[]
}

/** Names of files that are no metadata, as `.forceignore` lists them in every project. */
const ignored = /(^|\/)(__tests__|__mocks__|jsconfig\.json|\.[^/]*|package\.xml|tsconfig\.json)(\/|$)/

/** Reads a folder of source (SFDX format), wherever in it the types' folders lie. */
export function readSource(directory: string): Source {
  const files = new Map<string, Uint8Array>()
  const parts = new Map<string, XmlElement[]>()
  for (const path of filesBelow(directory)) {
    const place = placeOf(path)
    if (!place) continue
    const bytes = readFileSync(joinPath(directory, path))
    const { type, rest } = place
    const child = type.children && rest.length > 2 ? rest[1] : undefined
    if (child !== undefined && type.children?.[child] !== undefined) {
      const file = pathOf(type, rest[0] ?? '')
      const xml = { ...parseXml(bytes.toString('utf8')), name: child }
      parts.set(file, [...(parts.get(file) ?? []), withFullName(xml, rest.at(-1) ?? '')])
    } else files.set(packagePath(type, rest), bytes)
  }
  for (const [file, elements] of parts) files.set(file, withParts(files.get(file), elements))
  const misfits: Misfit[] = []
  const components = readComponents(files, misfits)
  return { components, misfits }
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, joinPath(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !ignored.test(path))
    .sort()

/** The type whose folder a path goes through, and what stands behind that folder. */
function placeOf(path: string): { type: MetadataType; rest: string[] } | undefined {
  const segments = path.split('/')
  const at = segments.findIndex(
    (segment, i) => i < segments.length - 1 && typeOfDirectory(segment) !== undefined
  )
  const type = typeOfDirectory(segments[at] ?? '')
  return type && { type, rest: segments.slice(at + 1) }
}

/** `Contact.workflow-meta.xml` is `workflows/Contact.workflow` in a package; code keeps its `-meta.xml`. */
function packagePath(type: MetadataType, rest: readonly string[]): string {
  const name = rest.at(-1) ?? ''
  if (type.bundle) return `${type.directory}/${rest.join('/')}`
  return `${type.directory}/${type.metaFile ? name : name.replace(/-meta\.xml$/, '')}`
}

function withFullName(xml: XmlElement, fileName: string): XmlElement {
  if (textOf(xml, 'fullName') !== undefined) return xml
  const name = fileName.split('.')[0] ?? ''
  return { ...xml, children: [{ ...xml, name: 'fullName', text: name, children: [] }, ...xml.children] }
}

function withParts(bytes: Uint8Array | undefined, parts: readonly XmlElement[]): Uint8Array {
  const type = containerOf('CustomField')?.type ?? metadataTypes[0]
  const root: XmlElement = bytes
    ? parseXml(new TextDecoder().decode(bytes))
    : { name: type?.name ?? '', line: 1, column: 1, children: [], text: '' }
  return new TextEncoder().encode(writeXml({ ...root, children: [...root.children, ...parts] }))
}
