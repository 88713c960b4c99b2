import { ApiError } from '../errors.ts'
import { toId } from '../ids.ts'
import type { OrgState } from '../org-state.ts'
import type { Body } from '../records/prepare.ts'
import type { Table } from '../store/table.ts'
import { child, childrenNamed, childText } from './envelope.ts'
import type { Element } from './envelope.ts'
import type { SoapRequest } from './soap-call.ts'

/** A record a client sent. */
export interface SentRecord {
  readonly table: Table
  /** As sent; undefined where there is none. */
  readonly id: string | undefined
  /** Fields to write, `fieldsToNull` as nulls; parents given by an external id as objects. */
  readonly body: Body
}

/** The partner API says the object in `type`, the enterprise API in `xsi:type`. */
export function readSObject(org: OrgState, element: Element): SentRecord {
  const name = childText(element, 'type') ?? element.attributes['type']?.replace(/^.*:/, '') ?? ''
  const object = org.schema.object(name)
  if (!object) {
    const message =
      `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the ` +
      "'__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
    throw new ApiError(400, 'INVALID_TYPE', message, [])
  }
  const nulls = childrenNamed(element, 'fieldsToNull').map(({ text }): [string, null] => [text.trim(), null])
  const body = { ...fieldsOf(element), ...Object.fromEntries(nulls) }
  return { table: org.database.table(object), id: childText(element, 'Id'), body }
}

/** Nil and empty fields are left alone: only `fieldsToNull` blanks a field [K]. */
function fieldsOf(element: Element): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const field of element.children) {
    const { name, attributes, text, children } = field
    if (name === 'type' || name === 'fieldsToNull' || name === 'Id' || attributes['nil'] === 'true') continue
    if (children.length > 0) fields[name] = fieldsOf(field)
    else if (text !== '') fields[name] = text
  }
  return fields
}

/** The records under an operation; at most 200 [V]. */
export function sentElements({ operation }: SoapRequest, name: string): Element[] {
  const sent = childrenNamed(operation, name)
  if (sent.length <= 200) return sent
  const message = 'record limit reached. cannot submit more than 200 records into this call'
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message)
}

/** The table of an `sObjectType`, or of the element that has it. */
export function tableNamed(org: OrgState, name: string | undefined): Table {
  const object = org.schema.object(name ?? '')
  if (object) return org.database.table(object)
  throw new ApiError(400, 'INVALID_TYPE', `sObject type '${name ?? ''}' is not supported.`, [])
}

/** An id of a known object, and that object's table. */
export function recordNamed(org: OrgState, given: string | undefined): { id: string; table: Table } {
  const id = toId(given)
  const object = id ? org.schema.ofId(id) : undefined
  if (!id) throw new ApiError(400, 'MALFORMED_ID', `bad id ${given ?? ''}`, [])
  if (!object) throw new ApiError(400, 'INVALID_ID_FIELD', `invalid record id ${id}`, [])
  return { id, table: org.database.table(object) }
}

/** `true` or `1` in a header or an operation: `allOrNone` of `AllOrNoneHeader`. */
export const isTrue = (element: Element | undefined, name: string): boolean =>
  ['true', '1'].includes(child(element, name)?.text.trim() ?? '')
