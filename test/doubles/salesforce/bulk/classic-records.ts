import { isPlainObject } from '../json.ts'
import type { Body } from '../records/prepare.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { readXml } from '../soap/envelope.ts'
import { xmlRecord } from '../soap/xml-record.ts'
import { bodyOf, columnsOf, HeaderError } from './columns.ts'
import { csvRows, textOf } from './csv-read.ts'
import type { ContentType } from './classic-job.ts'
import { wordsOf } from '../uncertain.ts'

/** The records of a batch. Throws `HeaderError` where the batch as a whole can't be read. */
export function batchRecords(
  schema: Schema,
  object: ObjectSchema,
  type: ContentType,
  request: Buffer
): Body[] {
  if (type === 'CSV') return csvRecords(schema, object, request)
  const records = type === 'JSON' ? jsonRecords(request) : xmlRecords(request)
  for (const name of records.flatMap((record) => Object.keys(record))) {
    if (name !== 'attributes' && !object.field(name) && !object.relationship(name)) {
      throw new HeaderError(`Field name not found : ${name}`)
    }
  }
  return records
}

function csvRecords(schema: Schema, object: ObjectSchema, request: Buffer): Body[] {
  const [header, ...rows] = csvRows(textOf(request), ',')
  if (!header) throw new HeaderError(wordsOf('csvHeaderUnreadable'))
  const columns = columnsOf(schema, object, header.values)
  return rows.map(({ values }) => bodyOf(columns, values))
}

function jsonRecords(request: Buffer): Body[] {
  const records: unknown = JSON.parse(request.toString())
  if (!Array.isArray(records) || !records.every(isPlainObject))
    throw new HeaderError(wordsOf('batchUnreadable'))
  return records
}

/** `<sObjects><sObject><Name>…` */
function xmlRecords(request: Buffer): Body[] {
  return readXml(request.toString()).children.map(xmlRecord)
}
