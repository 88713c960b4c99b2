import { ComponentProblem, fileOf } from './component.ts'
import type { Component, Files } from './component.ts'
import { readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { split } from './split.ts'
import { typeNamed, typeOfDirectory } from './types.ts'
import type { MetadataType } from './types.ts'
import { parseXml, XmlError } from './xml.ts'
import type { XmlElement } from './xml.ts'
import { wordsOf } from '../uncertain.ts'

export interface Misfit {
  readonly fileName: string
  readonly fullName: string
  readonly type: string
  readonly problem: ComponentProblem
}

/** A deployment's zip, read: what it brings, what it deletes, and what could not be read. */
export interface Package {
  readonly manifest: Manifest
  readonly components: readonly Component[]
  readonly deleteFirst: Manifest | null
  readonly deleteLast: Manifest | null
  readonly misfits: readonly Misfit[]
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** A zip may hold the package in one folder or at its root [V: singlePackage]; the folder is taken off. */
export function packageRoot(files: Files): Files {
  if (files.has('package.xml')) return files
  const root = [...files.keys()].find((path) => /^[^/]+\/package\.xml$/.test(path))
  if (root === undefined) return files
  const folder = root.slice(0, root.indexOf('/') + 1)
  return new Map([...files].map(([path, bytes]) => [path.replace(folder, ''), bytes]))
}

/** Reads the package format. Throws `ComponentProblem` only where there is no manifest to go by. */
export function readPackage(zipped: Files): Package {
  const files = packageRoot(zipped)
  const list = files.get('package.xml')
  if (!list) throw new ComponentProblem('No package.xml found')
  const misfits: Misfit[] = []
  const manifest = readManifest(parseFile(list))
  const found = readComponents(files, misfits)
  const listed = (component: Component) => isListed(manifest, component)
  for (const component of found)
    if (!listed(component) && !isPart(component)) misfits.push(notListed(component))
  for (const [type, names] of manifest.members) misfits.push(...missing(type, names, found))
  return {
    manifest,
    components: found.filter((component) => listed(component) || isPart(component)),
    deleteFirst: deletions(files, ['destructiveChanges.xml', 'destructiveChangesPre.xml']),
    deleteLast: deletions(files, ['destructiveChangesPost.xml']),
    misfits
  }
}

/** Parts of a file that is listed come with it: a listed object brings its fields. */
const isPart = ({ type }: Component) => typeNamed(type) === undefined

function isListed({ members }: Manifest, { type, fullName, fileName }: Component): boolean {
  const names = members.get(type)
  if (names?.includes('*') || names?.includes(fullName)) return true
  // A file that is there only for the parts of it that are listed.
  const parts = Object.values(typeNamed(type)?.children ?? {})
  return parts.some((part) => members.get(part)?.some((name) => fileOf(part, name) === fileName))
}

const notListed = ({ type, fullName, fileName }: Component): Misfit => ({
  type,
  fullName,
  fileName,
  problem: new ComponentProblem(wordsOf('notInManifest'), {}, 'Warning')
})

function missing(type: string, names: readonly string[], found: readonly Component[]): Misfit[] {
  const have = new Set(
    found.filter((each) => each.type === type).map(({ fullName }) => fullName.toLowerCase())
  )
  return names
    .filter((name) => name !== '*' && !have.has(name.toLowerCase()))
    .map((fullName) => {
      const text = fileOf(type, fullName)
        ? `An object '${fullName}' of type ${type} was named in package.xml, but was not found in zipped directory` // [V]
        : wordsOf('typeUnknown', { type })
      return { type: '', fullName, fileName: 'package.xml', problem: new ComponentProblem(text) }
    })
}

/** Every component of these files, whatever a manifest says. */
export function readComponents(files: Files, misfits: Misfit[]): Component[] {
  const components: Component[] = []
  const bundles = new Map<string, Map<string, Uint8Array>>()
  for (const [path, bytes] of files) {
    const [directory = '', ...rest] = path.split('/')
    const type = typeOfDirectory(directory)
    if (!type || rest.length === 0) continue
    if (type.bundle) {
      const key = `${directory}/${rest[0] ?? ''}`
      bundles.set(key, (bundles.get(key) ?? new Map<string, Uint8Array>()).set(path, bytes))
    } else if (path.endsWith(`.${type.suffix}`)) {
      const name = decodeURIComponent(rest.join('/').slice(0, -type.suffix.length - 1))
      try {
        components.push(...readFile(type, name, path, files))
      } catch (error) {
        if (!(error instanceof ComponentProblem)) throw error
        misfits.push({ type: type.name, fullName: name, fileName: path, problem: error })
      }
    }
  }
  for (const [path, own] of bundles) {
    const [directory = '', name = ''] = path.split('/')
    components.push({
      type: typeOfDirectory(directory)?.name ?? '',
      fullName: name,
      fileName: path,
      xml: null,
      files: own
    })
  }
  return components
}

function readFile(type: MetadataType, name: string, path: string, files: Files): Component[] {
  const bytes = files.get(path) ?? new Uint8Array()
  if (!type.metaFile) return split(type, name, path, checkedRoot(type, parseFile(bytes)))
  const meta = files.get(`${path}-meta.xml`)
  if (!meta) throw new ComponentProblem(wordsOf('metaFileMissing', { path }))
  const own = new Map([
    [path, bytes],
    [`${path}-meta.xml`, meta]
  ])
  return [{ type: type.name, fullName: name, fileName: path, xml: parseFile(meta), files: own }]
}

function checkedRoot(type: MetadataType, root: XmlElement): XmlElement {
  if (root.name === type.name) return root
  throw new ComponentProblem(wordsOf('rootElementWrong', { name: root.name }), root)
}

function parseFile(bytes: Uint8Array): XmlElement {
  try {
    return parseXml(decode(bytes))
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    throw new ComponentProblem(`Error parsing file: ${error.message}`, error) // [V: lead-in]
  }
}

function deletions(files: Files, names: readonly string[]): Manifest | null {
  const lists = names.flatMap((name) => {
    const bytes = files.get(name)
    return bytes ? [readManifest(parseFile(bytes))] : []
  })
  const members = new Map<string, string[]>()
  for (const list of lists) {
    for (const [type, all] of list.members) members.set(type, [...(members.get(type) ?? []), ...all])
  }
  return lists.length > 0 ? { members, version: undefined } : null
}
