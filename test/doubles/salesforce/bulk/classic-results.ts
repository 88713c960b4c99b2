import { escapeXml } from '../soap/envelope.ts'
import type { Reply } from '../http/call.ts'
import { namespace } from './classic-error.ts'
import type { Batch, ContentType } from './classic-job.ts'
import { csvWriter, pieces } from './csv-write.ts'
import type { Outcome } from './job.ts'

/** What became of each record of a batch, in their order [K]. */
export function batchResult({ outcomes }: Batch, type: ContentType): Reply {
  if (type === 'JSON') return { status: 200, json: outcomes.map(jsonResult) }
  if (type === 'XML') {
    const text = `<?xml version="1.0" encoding="UTF-8"?><results xmlns="${namespace}">${outcomes.map(xmlResult).join('')}</results>`
    return { status: 200, text, headers: { 'Content-Type': 'application/xml' } }
  }
  return { status: 200, stream: pieces(csvLines(outcomes)), headers: { 'Content-Type': 'text/csv' } }
}

function* csvLines(outcomes: readonly Outcome[]): Generator<string> {
  const write = csvWriter({ columnDelimiter: 'COMMA', lineEnding: 'LF' })
  yield write(['Id', 'Success', 'Created', 'Error'])
  for (const { id, created, error } of outcomes) {
    // A failed row has no id here, even where it was sent one [K].
    yield write([error === null ? id : '', String(error === null), String(created), error ?? ''])
  }
}

function jsonResult({ id, created, error }: Outcome): object {
  const success = error === null
  return { success, created, id: success ? id : null, errors: success ? [] : errorParts(error) }
}

function xmlResult({ id, created, error }: Outcome): string {
  const state = `<success>${error === null}</success><created>${created}</created>`
  if (error === null) return `<result><id>${id}</id>${state}</result>`
  const errors = errorParts(error).map(({ fields, message, statusCode }) => {
    const names = fields.map((name) => `<fields>${name}</fields>`).join('')
    return `<errors>${names}<message>${escapeXml(message)}</message><statusCode>${statusCode}</statusCode></errors>`
  })
  return `<result>${errors.join('')}${state}</result>`
}

/** `CODE:message:FIELDS --`, once or several times, taken apart again. */
function errorParts(error: string) {
  const parts = error.matchAll(/([A-Z_]+):((?:(?!--)[^])*):([^:]*?) ?--(?=$|[A-Z_]+:)/g)
  return [...parts].map(([, statusCode = '', message = '', fields = '']) => {
    return { statusCode, message, fields: fields.split(',').filter(Boolean), extendedErrorDetails: null }
  })
}
