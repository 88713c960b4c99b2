import { uncertainRefusal } from '../errors.ts'
import type { OrgState } from '../org-state.ts'
import { codeOf, wordsOf } from '../uncertain.ts'
import type { UncertainName } from '../uncertain.ts'
import { fileOf } from './component.ts'
import type { Component } from './component.ts'
import { readComponent } from './crud-read.ts'
import { deploy } from './deploy.ts'
import { isFailure } from './deploy-message.ts'
import type { MetadataCall } from './metadata-call.ts'
import { named } from './retrieve.ts'
import { WrittenXml } from './soap-xml.ts'
import { split } from './split.ts'
import { typeNamed } from './types.ts'
import { element, textOf, textsOf, writeElement } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** Components a call may bring [V]. */
const most = 10

/** `SaveResult`, and with `created` `UpsertResult`. */
interface Saved {
  readonly created?: boolean
  readonly errors?: readonly { readonly message: string; readonly statusCode: string }[]
  readonly fullName: string
  readonly success: boolean
}

/** What the Metadata API does without a package: each component by itself, through the code that deploys. */
export const crudOperations: Readonly<Record<string, (call: MetadataCall) => unknown>> = {
  createMetadata: (call) =>
    written(call).map(({ type, fullName, xml }) =>
      isThere(call.org, type, fullName)
        ? refused('metadataExists', { type, name: fullName })
        : save(call, type, fullName, xml)
    ),
  updateMetadata: (call) =>
    written(call).map(({ type, fullName, xml }) =>
      isThere(call.org, type, fullName)
        ? save(call, type, fullName, xml)
        : refused('metadataMissing', { type, name: fullName })
    ),
  upsertMetadata: (call) =>
    written(call).map(({ type, fullName, xml }) => {
      const created = !isThere(call.org, type, fullName)
      const saved = save(call, type, fullName, xml)
      return { created: created && saved.success, ...saved }
    }),
  deleteMetadata: (call) => {
    const type = textOf(call.operation, 'type') ?? ''
    return atMost(textsOf(call.operation, 'fullNames')).map((fullName) =>
      named(call.org, type, fullName).length > 0
        ? carryOut(call, fullName, { components: [], deleteFirst: new Map([[type, [fullName]]]) })
        : refused('metadataMissing', { type, name: fullName })
    )
  },
  renameMetadata: ({ operation }) =>
    refused('metadataRename', {
      type: textOf(operation, 'type') ?? '',
      name: textOf(operation, 'oldFullName') ?? ''
    }),
  readMetadata: ({ org, operation }) => {
    const type = textOf(operation, 'type') ?? ''
    const records = atMost(textsOf(operation, 'fullNames')).map((fullName) => {
      const found = readComponent(org, type, fullName)
      return found && new WrittenXml(type, found.map((each) => writeElement(each, '')).join(''))
    })
    return { records }
  }
}

function written({ operation }: MetadataCall) {
  return atMost(operation.children.filter(({ name }) => name === 'metadata')).map((xml) => ({
    type: xml.type ?? '',
    fullName: textOf(xml, 'fullName') ?? '',
    xml
  }))
}

function atMost<T>(items: readonly T[]): readonly T[] {
  if (items.length > most) throw uncertainRefusal('metadataTooMany', { most })
  return items
}

/** A standard object is always there: what it gets is an update. */
const isThere = (org: OrgState, type: string, fullName: string): boolean =>
  named(org, type, fullName).length > 0 ||
  (type === 'CustomObject' && org.schema.object(fullName) !== undefined)

function save(call: MetadataCall, type: string, fullName: string, xml: XmlElement): Saved {
  const components = componentsOf(type, fullName, xml)
  if (!components) return refused('metadataNotByCrud', { type, name: fullName })
  return carryOut(call, fullName, { components, deleteFirst: null })
}

/** As a package would bring it; null for types that only packages bring. */
function componentsOf(type: string, fullName: string, xml: XmlElement): Component[] | null {
  const own = typeNamed(type)
  const fileName = fileOf(type, fullName)
  if (fileName === undefined || own?.metaFile || own?.bundle) return null
  const children = xml.children.filter(({ name }) => name !== 'fullName')
  if (own) return split(own, fullName, fileName, { ...xml, name: type, children })
  const part = element('fullName', fullName.slice(fullName.indexOf('.') + 1))
  return [{ type, fullName, fileName, xml: { ...xml, children: [part, ...children] }, files: new Map() }]
}

interface Change {
  readonly components: readonly Component[]
  readonly deleteFirst: ReadonlyMap<string, readonly string[]> | null
}

function carryOut({ org, userId }: MetadataCall, fullName: string, change: Change): Saved {
  const manifest = { members: new Map(), version: undefined }
  const deleteFirst = change.deleteFirst && { members: change.deleteFirst, version: undefined }
  const { messages, uncovered } = deploy(
    org,
    { manifest, components: change.components, deleteFirst, deleteLast: null, misfits: [] },
    { checkOnly: false, rollbackOnError: true, ignoreWarnings: false, userId, namespace: null }
  )
  const problem = messages.find(isFailure)?.problem ?? uncovered[0]?.message
  return problem === undefined
    ? { fullName, success: true }
    : refused('metadataRefused', { name: fullName, problem })
}

function refused(name: UncertainName, values: Readonly<Record<string, string>>): Saved {
  const errors = [{ message: wordsOf(name, values), statusCode: codeOf(name) }]
  return { errors, fullName: values['name'] ?? '', success: false }
}
