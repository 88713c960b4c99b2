import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Agent, fetch as undiciFetch } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOrg } from './index.ts'
import type { Org } from './index.ts'
import { ack } from './test-client.ts'
import { Authority } from './tls/authority.ts'
import type { Credential } from './tls/authority.ts'

let org: Org
let receiverCa: Authority
beforeAll(async () => {
  receiverCa = await Authority.create()
  org = await startOrg({ trustedCas: [receiverCa.caPem] })
})
afterAll(() => org.close())

/** A receiver of outbound messages over TLS; `names` are those of the certificates shown to it. */
async function startTlsReceiver(credential: Credential) {
  const names: string[] = []
  const options = { ...credential, requestCert: true, rejectUnauthorized: true, ca: org.caPem }
  const server = createServer(options, (request, response) => {
    const { socket } = request
    if (socket instanceof TLSSocket) names.push(String(socket.getPeerCertificate().subject.CN))
    request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'text/xml' }).end(ack()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address is always this
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url: `https://localhost:${port}/messages`, names, close }
}

async function sendTo(endpointUrl: string) {
  await org.control({ command: 'defineMessage', object: 'Lead', name: 'M', endpointUrl, fields: ['Id'] })
  await org.control({ command: 'create', object: 'Lead', values: { LastName: 'x', Company: 'y' } })
  await org.control({ command: 'messagesIdle' })
  return (await org.control({ command: 'messages' })) as { pending: { lastError: string }[] }
}

test('the org answers over TLS to whoever trusts its authority, and to nobody else', async () => {
  const dispatcher = new Agent({ connect: { ca: org.caPem } })
  const response = await undiciFetch(`${org.tlsUrl}/services/data`, { dispatcher })
  expect(response.status).toBe(200)
  const token = await undiciFetch(`${org.tlsUrl}/services/oauth2/token`, {
    dispatcher,
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: org.credentials.clientCredentials.clientId,
      client_secret: org.credentials.clientCredentials.clientSecret
    })
  })
  expect(await token.json()).toMatchObject({ instance_url: org.tlsUrl })
  await dispatcher.close()
  await expect(fetch(org.tlsUrl)).rejects.toThrow('fetch failed')
})

test('outbound messages show the org’s client certificate to a receiver that asks for it', async () => {
  const receiver = await startTlsReceiver(receiverCa.server())
  const { pending } = await sendTo(receiver.url)
  expect(pending).toEqual([])
  expect(receiver.names).toEqual(['bothways-practice.my.salesforce.com'])
  await receiver.close()
})

test.each([
  ['an authority nobody knows', async () => (await Authority.create()).server(), /certificate/],
  ['another host', () => receiverCa.serverFor({ host: 'other.example.com' }), /does not match/],
  ['last year', () => receiverCa.serverFor({ validFrom: -400, validTo: -35 }), /expired/],
  ['next year', () => receiverCa.serverFor({ validFrom: 30, validTo: 365 }), /not yet valid/],
  [
    'an intermediate that is not sent',
    async () => (await receiverCa.intermediate({ withoutChain: true })).server(),
    /certificate/
  ]
])('outbound messages refuse a receiver with a certificate of %s', async (_, credential, words) => {
  const receiver = await startTlsReceiver(await credential())
  const { pending } = await sendTo(receiver.url)
  expect(pending[0]?.lastError).toMatch(/^javax\.net\.ssl\.SSLHandshakeException: /)
  expect(pending[0]?.lastError).toMatch(words)
  expect(receiver.names).toEqual([])
  await receiver.close()
})

test('outbound messages take a receiver that sends its intermediate', async () => {
  const receiver = await startTlsReceiver((await receiverCa.intermediate()).server())
  expect((await sendTo(receiver.url)).pending).toEqual([])
  expect(receiver.names).toHaveLength(1)
  await receiver.close()
})
