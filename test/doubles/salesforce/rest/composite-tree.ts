import { ApiError, saveErrors, uncertainRefusal } from '../errors.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import { commit } from '../org-state.ts'
import { createRecord } from '../records/write.ts'
import type { Writer } from '../records/write.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { listOfObjects } from './composite-parts.ts'
import { objectOf } from './sobjects.ts'

/** What one call may hold: records of all trees together, and levels below the root's included [K]. */
const mostRecords = 200
const deepest = 5

interface Node {
  readonly object: ObjectSchema
  readonly referenceId: string
  readonly values: PlainObject
  /** Field of the child that gets the parent's id; none for a root. */
  readonly link: { readonly field: string; readonly parent: Node } | null
}

export const treeRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/composite/tree/:type', handle: createTrees }
]

/** Creates records with their children, all or none; the answer says which of them failed [K]. */
function createTrees(call: ApiCall): Reply {
  const object = objectOf(call)
  const nodes = listOfObjects(call.json, 'records').flatMap((record) => flatten(object, record, null, 1))
  if (nodes.length > mostRecords) {
    throw uncertainRefusal('compositeInvalid', {
      problem: `At most ${mostRecords} records are allowed in a tree request`
    })
  }
  if (new Set(nodes.map(({ referenceId }) => referenceId)).size < nodes.length) {
    throw uncertainRefusal('compositeInvalid', { problem: 'Duplicate ReferenceId provided in the request.' })
  }
  const ids = new Map<Node, string>()
  const errors: object[] = []
  try {
    commit(call.org, call.session.userId, (writer) => {
      for (const node of nodes) {
        const refusal = tryCreate(writer, node, ids)
        if (refusal) errors.push({ referenceId: node.referenceId, errors: saveErrors(refusal) })
      }
      if (errors.length > 0) throw new TreeRefused()
    })
  } catch (error) {
    if (!(error instanceof TreeRefused)) throw error
    return { status: 400, json: { hasErrors: true, results: errors } }
  }
  const results = nodes.map((node) => ({ referenceId: node.referenceId, id: ids.get(node) }))
  return { status: 201, json: { hasErrors: false, results } }
}

class TreeRefused extends Error {}

/** Children of a record that failed are not tried: they have no parent. */
function tryCreate(writer: Writer, node: Node, ids: Map<Node, string>): ApiError | null {
  const { object, values, link } = node
  const parentId = link && ids.get(link.parent)
  if (link && parentId === undefined) return null
  const { mark } = writer.transaction
  try {
    const body = link ? { ...values, [link.field]: parentId } : values
    ids.set(node, createRecord(writer, writer.database.table(object), body).Id)
    return null
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    writer.transaction.rollback(mark)
    return error
  }
}

/** A record and all below it, parents first. */
function flatten(object: ObjectSchema, record: PlainObject, link: Node['link'], level: number): Node[] {
  if (level > deepest)
    throw uncertainRefusal('compositeInvalid', { problem: `At most ${deepest} levels are allowed in a tree` })
  const attributes = isPlainObject(record['attributes']) ? record['attributes'] : {}
  const { referenceId, type } = attributes
  if (typeof referenceId !== 'string' || referenceId === '') {
    throw uncertainRefusal('compositeInvalid', {
      problem: 'Include a reference ID for each record in the request.'
    })
  }
  if (typeof type !== 'string' || type.toLowerCase() !== object.name.toLowerCase()) {
    throw uncertainRefusal('compositeInvalid', {
      problem: `Record ${referenceId} must be of type ${object.name}`
    })
  }
  const isList = (value: unknown) => isPlainObject(value) && 'records' in value
  const entries = Object.entries(record)
  const lists = entries.filter(([, value]) => isList(value))
  const values = Object.fromEntries(entries.filter(([, value]) => !isList(value)))
  const node: Node = { object, referenceId, values, link }
  const below = lists.flatMap(([name, list]) => {
    const relation = object.children.find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (!relation) {
      const message = `No such relationship '${name}' on sobject of type ${object.name}`
      throw new ApiError(400, 'INVALID_FIELD', message)
    }
    return listOfObjects(list, 'records').flatMap((child) =>
      flatten(relation.child, child, { field: relation.field.name, parent: node }, level + 1)
    )
  })
  return [node, ...below]
}
