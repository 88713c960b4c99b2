import { isPlainObject } from '../json.ts'
import { describeBriefly, describeObject } from '../schema/describe.ts'
import { childrenNamed, childText } from './envelope.ts'
import { tableNamed } from './read-sobject.ts'
import type { SoapOperation, SoapRequest } from './soap-call.ts'
import { elements } from './xml.ts'

/** describeGlobal, describeSObject and describeSObjects: the REST answers as elements, nulls left out [K]. */
export const describes: Readonly<Record<string, SoapOperation>> = {
  describeGlobal: ({ call, version }) =>
    elements('result', {
      encoding: 'UTF-8',
      maxBatchSize: 200,
      sobjects: [...call.org.schema.objects].map((object) =>
        withoutUrls(describeBriefly(object, `${version}.0`))
      )
    }),
  describeSObject: (request) => describe(request, childText(request.operation, 'sObjectType')),
  describeSObjects: (request) =>
    childrenNamed(request.operation, 'sObjectType')
      .map(({ text }) => describe(request, text.trim()))
      .join('')
}

function describe({ call, version }: SoapRequest, name: string | undefined): string {
  const { schema } = tableNamed(call.org, name)
  return elements('result', withoutUrls(describeObject(schema, `${version}.0`)))
}

/** Paths of the REST API are no part of the WSDL. */
function withoutUrls(description: object): object {
  const entries = Object.entries(description).filter(([name]) => name !== 'urls')
  return Object.fromEntries(
    entries.map(([name, value]: [string, unknown]) => [name, name === 'fields' ? soapTypes(value) : value])
  )
}

/** `tns:ID` of the WSDL's own namespace stays; the REST-only parts go. */
function soapTypes(fields: unknown): unknown {
  if (!Array.isArray(fields)) return fields
  return fields.filter(isPlainObject).map(({ referenceTo, ...field }) => ({
    ...field,
    ...(Array.isArray(referenceTo) && referenceTo.length > 0 && { referenceTo })
  }))
}
