import { ApiError, uncertainRefusal } from '../errors.ts'
import { toId } from '../ids.ts'
import { checkOnce, upsertRecord } from '../records/upsert.ts'
import { createRecord, deleteRecord, emptyFromBin, undeleteRecord, updateRecord } from '../records/write.ts'
import type { Writer } from '../records/write.ts'
import type { Field } from '../schema/field.ts'
import type { Table } from '../store/table.ts'
import { childText } from './envelope.ts'
import { readSObject, recordNamed, sentElements } from './read-sobject.ts'
import { saveRows } from './save-rows.ts'
import type { SoapOperation, SoapRequest } from './soap-call.ts'
import { nil, tag } from './xml.ts'

const plain = {
  saved: (id: string) => tag('id', id) + tag('success', true),
  failed: nil('id') + tag('success', false)
}

/** create, update, upsert, delete, undelete, emptyRecycleBin: up to 200 rows, each with its own result. */
export const saves: Readonly<Record<string, SoapOperation>> = {
  create: (request) =>
    saveRows(
      request,
      sentElements(request, 'sObjects'),
      (writer, element) => {
        const { table, id, body } = readSObject(request.call.org, element)
        if (id) {
          const message = 'cannot specify Id in an insert call'
          throw new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, ['Id'])
        }
        return createRecord(writer, table, body).Id
      },
      plain
    ),
  update: (request) =>
    saveRows(
      request,
      sentElements(request, 'sObjects'),
      (writer, element) => {
        const { table, id, body } = readSObject(request.call.org, element)
        return updateRecord(writer, table, idOfUpdate(id), body).Id
      },
      plain
    ),
  upsert: (request) => {
    const keys = new Set<unknown>()
    const keyName = childText(request.operation, 'externalIDFieldName') ?? ''
    return saveRows(
      request,
      sentElements(request, 'sObjects'),
      (writer, element) => {
        const { table, id, body } = readSObject(request.call.org, element)
        const field = keyField(table, keyName)
        const given = Object.entries(body).find(([name]) => name.toLowerCase() === keyName.toLowerCase())
        const key = field.name === 'Id' ? id && idOfUpdate(id) : given?.[1]
        if (field.name !== 'Id') checkOnce(key, keys)
        return upsertRecord(writer, table, field, key, body)
      },
      {
        saved: ({ id, created }) => tag('created', created) + tag('id', id) + tag('success', true),
        failed: tag('created', false) + nil('id') + tag('success', false)
      }
    )
  },
  delete: (request) => byId(request, deleteRecord),
  undelete: (request) => byId(request, undeleteRecord),
  emptyRecycleBin: (request) => byId(request, emptyFromBin)
}

function byId(request: SoapRequest, work: (writer: Writer, table: Table, id: string) => void): string {
  return saveRows(
    request,
    sentElements(request, 'ids'),
    (writer, element) => {
      const { id, table } = recordNamed(request.call.org, element.text.trim())
      work(writer, table, id)
      return id
    },
    plain
  )
}

/** REST has no such resource (404) where SOAP refuses the row. */
function keyField(table: Table, name: string): Field {
  const field = table.schema.field(name)
  if (field && (field.externalId || field.idLookup)) return field
  throw uncertainRefusal('keyFieldUnknown', { name, object: table.schema.name }, [])
}

function idOfUpdate(given: string | undefined): string {
  if (given === undefined)
    throw new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', [])
  const id = toId(given)
  if (!id) throw new ApiError(400, 'MALFORMED_ID', `${given}: malformed id`, ['Id'])
  return id
}
