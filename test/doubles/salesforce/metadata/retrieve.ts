import type { OrgState } from '../org-state.ts'
import type { Held } from './catalogue.ts'
import { fileOf } from './component.ts'
import { fileProperties, listed } from './listed.ts'
import { manifestElement } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { join } from './split.ts'
import { containerOf, typeNamed } from './types.ts'
import type { MetadataType } from './types.ts'
import { writeXml } from './xml.ts'
import { writeZip } from './zip.ts'

export interface Retrieved {
  readonly zip: Uint8Array
  readonly properties: readonly object[]
  readonly problems: readonly { readonly fileName: string; readonly problem: string }[]
}

/** The asked-for components as a zip whose files lie under `unpackaged/`, with the manifest that was asked with. */
export function retrieve(org: OrgState, manifest: Manifest): Retrieved {
  const found = new Set<Held>()
  const problems: { fileName: string; problem: string }[] = []
  for (const [type, names] of manifest.members) {
    for (const name of names) {
      const hits = named(org, type, name)
      for (const hit of hits) found.add(hit)
      if (hits.length > 0 || name === '*' || isStandardObject(org, type, name)) continue
      const problem = `Entity of type '${type}' named '${name}' cannot be found` // [V]
      problems.push({ fileName: 'unpackaged/package.xml', problem })
    }
  }
  const all = [...found]
  const encode = (text: string) => new TextEncoder().encode(text)
  const files = new Map<string, Uint8Array>([
    ...[...writtenFiles(all)].map(([path, text]) => [`unpackaged/${path}`, encode(text)] as const),
    ...all.flatMap((held) => [...held.files].map(([path, bytes]) => [`unpackaged/${path}`, bytes] as const)),
    ['unpackaged/package.xml', encode(writeXml(manifestElement(manifest)))]
  ])
  const properties = all.map((held) =>
    fileProperties(org, { ...held, fileName: `unpackaged/${held.fileName}` })
  )
  return { zip: writeZip(files), properties, problems }
}

export const isStandardObject = (org: OrgState, type: string, name: string) =>
  type === 'CustomObject' && org.schema.object(name) !== undefined

/** Components of this name; a file that holds others brings them all along. */
export function named(org: OrgState, type: string, name: string): Held[] {
  const fits = (each: string) => name === '*' || each.toLowerCase() === name.toLowerCase()
  const own = listed(org, type).filter(({ fullName }) => fits(fullName))
  const parts = Object.values(typeNamed(type)?.children ?? {}).flatMap((part) => listed(org, part))
  const path = fileOf(type, name)?.toLowerCase()
  return [...own, ...parts.filter(({ fileName }) => name === '*' || fileName.toLowerCase() === path)]
}

/** Files that are written anew: one for each component, or for all that stand in the same one. */
function writtenFiles(found: readonly Held[]): Map<string, string> {
  const files = new Map<string, string>()
  const shared = new Map<string, { type: MetadataType; held: Held[] }>()
  for (const held of found) {
    const own = typeNamed(held.type)
    const container = own?.children ? own : containerOf(held.type)?.type
    const path = fileOf(held.type, held.fullName)
    if (path === undefined || !held.xml || held.files.size > 0) continue
    if (!container) files.set(path, writeXml({ ...held.xml, name: held.type }))
    else shared.set(path, { type: container, held: [...(shared.get(path)?.held ?? []), held] })
  }
  for (const [path, { type, held }] of shared) {
    const own = held.find((each) => each.type === type.name)?.xml ?? null
    const parts = held.flatMap((each) => (each.type !== type.name && each.xml ? [each.xml] : []))
    files.set(path, writeXml(join(type, own, parts)))
  }
  return files
}
