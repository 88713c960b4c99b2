import { deletedRecords, updatedRecords } from '../records/replication.ts'
import type { Span } from '../records/replication.ts'
import { parseInstant } from '../store/wire.ts'
import { childText } from './envelope.ts'
import { tableNamed } from './read-sobject.ts'
import type { SoapOperation, SoapRequest } from './soap-call.ts'
import { tag, tags } from './xml.ts'

export const replications: Readonly<Record<string, SoapOperation>> = {
  getUpdated: (request) => {
    const found = updatedRecords(request.call.org, tableOf(request), spanOf(request))
    return `<result>${tags('ids', found.ids)}${moment('latestDateCovered', found.latestDateCovered)}</result>`
  },
  getDeleted: (request) => {
    const found = deletedRecords(request.call.org, tableOf(request), spanOf(request))
    const records = found.deleted.map(
      ({ id, deletedAt }) =>
        `<deletedRecords>${moment('deletedDate', deletedAt)}${tag('id', id)}</deletedRecords>`
    )
    const earliest = moment('earliestDateAvailable', found.earliestDateAvailable)
    return `<result>${records.join('')}${earliest}${moment('latestDateCovered', found.latestDateCovered)}</result>`
  }
}

const tableOf = ({ call, operation }: SoapRequest) =>
  tableNamed(call.org, childText(operation, 'sObjectType'))

const spanOf = ({ operation }: SoapRequest): Span => ({
  start: parseInstant(childText(operation, 'startDate') ?? ''),
  end: parseInstant(childText(operation, 'endDate') ?? '')
})

const moment = (name: string, ms: number) => tag(name, new Date(ms).toISOString())
