import type { Org } from '../index.ts'

/** Sends one operation of the partner API; answers the envelope. */
export const soap = (org: Org, operation: string): Promise<string> =>
  soapCall(org, 'u', 'urn:partner.soap.sforce.com', operation)

/** The same for the Metadata API. */
export const metadata = (org: Org, operation: string): Promise<string> =>
  soapCall(org, 'm', 'http://soap.sforce.com/2006/04/metadata', operation)

async function soapCall(org: Org, door: string, namespace: string, operation: string): Promise<string> {
  const envelope =
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}">` +
    `<soapenv:Header><SessionHeader><sessionId>${org.accessToken}</sessionId></SessionHeader></soapenv:Header>` +
    `<soapenv:Body>${operation}</soapenv:Body></soapenv:Envelope>`
  const headers = { 'Content-Type': 'text/xml', SOAPAction: '""' }
  const response = await fetch(`${org.url}/services/Soap/${door}/62.0`, {
    method: 'POST',
    headers,
    body: envelope
  })
  return await response.text()
}

type ContentType = 'CSV' | 'JSON' | 'XML'
const mediaTypes = { CSV: 'text/csv', JSON: 'application/json', XML: 'application/xml' }

/** One call of Bulk API 1.0 in JSON, a POST where it has a body; `path` starts behind `/job`. */
export async function classicCall(
  org: Org,
  path: string,
  body?: string,
  type = 'application/json'
): Promise<string> {
  const response = await fetch(`${org.url}/services/async/62.0/job${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-SFDC-Session': org.accessToken, 'Content-Type': type },
    ...(body !== undefined && { body })
  })
  return await response.text()
}

/** Runs a Bulk API 1.0 job of one batch; answers the batch's state and its result. */
export async function classic(
  org: Org,
  operation: string,
  contentType: ContentType,
  records: string,
  object = 'Contact'
): Promise<string> {
  const call = (path: string, body?: string, type?: string) => classicCall(org, path, body, type)
  const { id: job } = JSON.parse(await call('', JSON.stringify({ operation, object, contentType }))) as {
    id: string
  }
  const added = await call(`/${job}/batch`, records, mediaTypes[contentType])
  const batch = /751\w{15}/.exec(added)?.[0] ?? ''
  for (;;) {
    const info = await call(`/${job}/batch/${batch}`)
    if (/state"?[:>]"?(Completed|Failed)/.test(info))
      return info + (await call(`/${job}/batch/${batch}/result`))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
