import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseXml } from '../test/doubles/salesforce/metadata/xml.ts'
import type { XmlElement } from '../test/doubles/salesforce/metadata/xml.ts'

/** A file of a Salesforce project. Paths are relative to the folder that was read, with `/`. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** A metadata file, with the name of its component: `Bothways_Admin`, `Contact-SALESmanago Contact Layout`. */
export interface MetadataFile extends SourceFile {
  readonly name: string
  readonly xml: XmlElement
}

/** What a check found wrong. */
export interface Problem {
  readonly file: string
  readonly line: number
  /** A sentence that names the thing. */
  readonly message: string
}

/** A folder of Salesforce source, read once. */
export class Source {
  readonly root: string
  readonly files: readonly SourceFile[]
  readonly #metadata = new Map<string, MetadataFile[]>()

  /** `planted`: texts that count in place of files, by their paths. */
  constructor(root: string, planted: ReadonlyMap<string, string> = new Map()) {
    this.root = root
    const there = globSync('**/*', { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile() && isText(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('__tests__') && !path.includes('__mocks__'))
      .map((place) => {
        const path = place.slice(root.length).replaceAll('\\', '/').replace(/^\/?/, '')
        return [path, planted.get(path) ?? readFileSync(place, 'utf8')] as const
      })
    this.files = [...new Map([...there, ...planted])]
      .map(([path, text]) => ({ path, text }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  }

  /** Files whose names end so. */
  ending(suffix: string): SourceFile[] {
    return this.files.filter(({ path }) => path.endsWith(suffix))
  }

  /** Metadata files of a kind, by the middle of their names: `permissionset`, `js` for bundles. */
  metadata(kind: string): MetadataFile[] {
    const suffix = `.${kind}-meta.xml`
    const held = this.#metadata.get(kind)
    if (held) return held
    const read = this.ending(suffix).map((file) => ({
      ...file,
      name: decodeURIComponent(basename(file.path, suffix)),
      xml: parseXml(file.text)
    }))
    this.#metadata.set(kind, read)
    return read
  }

  names(kind: string): Set<string> {
    return new Set(this.metadata(kind).map(({ name }) => name))
  }

  /** Parts of objects, `Contact.Score__c`: the object's folder gives the first half. */
  objectParts(kind: string): (MetadataFile & { readonly object: string })[] {
    return this.metadata(kind).map((file) => {
      const object = /objects\/([^/]+)\//.exec(file.path)?.[1] ?? ''
      return { ...file, object, name: `${object}.${file.name}` }
    })
  }
}

const isText = (name: string) =>
  /\.(cls|trigger|page|component|js|html|css|xml|json|cmp|app|resource|md|txt)$/.test(name)

/** The line, from 1, of a place in a text. */
export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** Prints problems as `path:line: message` and a sum; what is found ends the process with 1. */
export function report(check: string, root: string, problems: readonly Problem[], looked: string): void {
  for (const { file, line, message } of problems) console.error(`${join(root, file)}:${line}: ${message}`)
  if (problems.length > 0) process.exitCode = 1
  console.log(`${check}: ${looked}, ${problems.length === 0 ? 'nothing wrong' : `${problems.length} wrong`}`)
}
