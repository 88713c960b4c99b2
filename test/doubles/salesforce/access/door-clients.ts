import type { Org } from '../index.ts'

/** Sends one operation of the partner API; answers the envelope. */
export async function soap(org: Org, operation: string): Promise<string> {
  const envelope =
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">' +
    `<soapenv:Header><SessionHeader><sessionId>${org.accessToken}</sessionId></SessionHeader></soapenv:Header>` +
    `<soapenv:Body>${operation}</soapenv:Body></soapenv:Envelope>`
  const headers = { 'Content-Type': 'text/xml', SOAPAction: '""' }
  const response = await fetch(`${org.url}/services/Soap/u/62.0`, { method: 'POST', headers, body: envelope })
  return await response.text()
}

type ContentType = 'CSV' | 'JSON' | 'XML'
const mediaTypes = { CSV: 'text/csv', JSON: 'application/json', XML: 'application/xml' }

/** Runs a Bulk API 1.0 job of one batch; answers the batch's state and its result. */
export async function classic(
  org: Org,
  operation: string,
  contentType: ContentType,
  records: string,
  object = 'Contact'
): Promise<string> {
  const call = async (path: string, body?: string, type = 'application/json') => {
    const headers = { 'X-SFDC-Session': org.accessToken, 'Content-Type': type }
    const method = body === undefined ? 'GET' : 'POST'
    const response = await fetch(`${org.url}/services/async/62.0/job${path}`, {
      method,
      headers,
      body: body ?? null
    })
    return await response.text()
  }
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
