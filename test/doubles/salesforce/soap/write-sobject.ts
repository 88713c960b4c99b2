import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { parseInstant } from '../store/wire.ts'
import type { Dialect } from './dialect.ts'
import { escapeXml } from './envelope.ts'
import { nil, tag } from './xml.ts'

/** What turns REST records into elements. */
export interface SObjectWriter {
  readonly schema: Schema
  readonly dialect: Dialect
}

/**
 * A record of a query or a read. The partner API puts `type` and `Id` in front, and `Id` once more when it was asked
 * for; fields that are blank are nil [K].
 */
export function sobject(writer: SObjectWriter, name: string, record: PlainObject): string {
  const { attributes, ...fields } = record
  const type = isPlainObject(attributes) ? String(attributes['type']) : 'AggregateResult'
  const object = writer.schema.object(type)
  const isPartner = writer.dialect.name === 'partner'
  const { Id, ...others } = fields
  const id = typeof Id === 'string' ? tag('sf:Id', Id) : ''
  const head = isPartner ? `${tag('sf:type', type)}${id || nil('sf:Id')}` : ''
  const inner = Object.entries(others).map(([key, value]) => field(writer, object, key, value))
  const xsiType = isPartner ? 'sf:sObject' : `sf:${type}`
  return `<${name} xsi:type="${xsiType}">${head}${id}${inner.join('')}</${name}>`
}

/** A page of records, as `query` answers it and as a parent shows its children. */
export function queryResult(
  writer: SObjectWriter,
  name: string,
  page: { done: boolean; size: number; locator: string | undefined; records: readonly unknown[] }
): string {
  const records = page.records.filter(isPlainObject).map((record) => sobject(writer, 'records', record))
  return (
    `<${name} xsi:type="QueryResult">${tag('done', page.done)}${tag('queryLocator', page.locator)}` +
    `${records.join('')}${tag('size', page.size)}</${name}>`
  )
}

function field(writer: SObjectWriter, object: ObjectSchema | undefined, key: string, value: unknown): string {
  const name = `sf:${key}`
  if (value === null || value === undefined) return nil(name)
  if (isPlainObject(value) && 'attributes' in value) return sobject(writer, name, value)
  if (isPlainObject(value) && Array.isArray(value['records'])) {
    const { records, done, totalSize, nextRecordsUrl } = value
    const locator = typeof nextRecordsUrl === 'string' ? nextRecordsUrl.split('/').at(-1) : undefined
    return queryResult(writer, name, { done: done === true, size: Number(totalSize), locator, records })
  }
  if (object?.field(key)?.type === 'address' && isPlainObject(value)) return address(name, value)
  const text = typeof value === 'string' ? value : JSON.stringify(value) // a double keeps its decimal point
  const isMoment = object ? object.field(key)?.type === 'datetime' : /T[\d:.]+\+0000$/.test(text)
  const shown = isMoment ? new Date(parseInstant(text) ?? 0).toISOString() : text
  const type = object || isMoment ? '' : aggregateType(value)
  return `<${name}${type}>${escapeXml(shown)}</${name}>`
}

/** Only what has no field behind it says its type [K]. */
function aggregateType(value: unknown): string {
  if (typeof value === 'string') return ' xsi:type="xsd:string"'
  return ` xsi:type="xsd:${typeof value === 'number' ? 'int' : 'double'}"`
}

function address(name: string, parts: PlainObject): string {
  const inner = Object.entries(parts).map(([part, value]) =>
    tag(part, typeof value === 'string' || typeof value === 'number' ? value : null)
  )
  return `<${name} xsi:type="address">${inner.join('')}</${name}>`
}
