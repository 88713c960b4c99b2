import { childrenOf, element, textOf, textsOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** A `package.xml`, or a list of deletions: full names by type; `*` stands for all. */
export interface Manifest {
  readonly members: ReadonlyMap<string, readonly string[]>
  /** `65.0`, where it says so. */
  readonly version: string | undefined
}

export function readManifest(root: XmlElement): Manifest {
  const members = new Map<string, string[]>()
  for (const types of childrenOf(root, 'types')) {
    const name = textOf(types, 'name') ?? ''
    members.set(name, [...(members.get(name) ?? []), ...textsOf(types, 'members')])
  }
  return { members, version: textOf(root, 'version') }
}

export const manifestElement = ({ members, version }: Manifest): XmlElement =>
  element('Package', [
    ...[...members].map(([name, names]) =>
      element('types', [...names.map((member) => element('members', member)), element('name', name)])
    ),
    ...(version ? [element('version', version)] : [])
  ])
