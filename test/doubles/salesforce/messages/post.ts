import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { rootCertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Credential } from '../tls/authority.ts'
import { wordsOf } from '../uncertain.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

export interface PosterOptions {
  /** Milliseconds a receiver has to answer. */
  readonly timeoutMs: number
  /** PEM of authorities trusted besides Node's own roots. */
  readonly trustedCas: readonly string[]
  /** The org's API client certificate, shown to a receiver that asks for one. */
  readonly clientCertificate: Credential
}

/** Ports that outbound messages may use [K]. */
const portAllowed = (port: number) => port === 80 || port === 443 || (port >= 1024 && port <= 66_535)

/** Sends outbound message bodies with Salesforce's headers over kept connections; TLS chain and name are verified. */
export class Poster {
  readonly #http = new HttpAgent({ keepAlive: true })
  readonly #https: HttpsAgent
  readonly #timeoutMs: number

  constructor({ timeoutMs, trustedCas, clientCertificate }: PosterOptions) {
    this.#timeoutMs = timeoutMs
    const ca = [...rootCertificates, ...trustedCas]
    this.#https = new HttpsAgent({ keepAlive: true, ca, ...clientCertificate })
  }

  /** `signal` gives the attempt up when the org closes. Redirects are not followed. */
  async post(url: string, body: string, signal: AbortSignal): Promise<Answer> {
    const bytes = Buffer.from(body)
    const secure = url.startsWith('https:')
    const port = new URL(url).port || (secure ? 443 : 80)
    if (!portAllowed(Number(port))) throw new Error(`port ${port} is not allowed: 80, 443, 1024-66535`)
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (secure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        agent: secure ? this.#https : this.#http,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]),
        headers: {
          'Content-Type': 'text/xml; charset=utf-8',
          SOAPAction: '""',
          'User-Agent': 'Jakarta Commons-HttpClient/3.1',
          'Accept-Encoding': 'gzip',
          'Content-Length': bytes.length
        }
      })
      request.on('response', resolve).on('error', reject).end(bytes)
    })
    return { status: response.statusCode ?? 0, body: await read(response) }
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer) // no encoding is set, so chunks are buffers
  const bytes = Buffer.concat(chunks)
  return (response.headers['content-encoding'] === 'gzip' ? await promisify(gunzip)(bytes) : bytes).toString(
    'utf8'
  )
}

/** Why an attempt had no answer, as a Java client words it. */
export function postFault(error: unknown): string {
  const { cause, message, code = '' } = error as NodeJS.ErrnoException // Node's own
  if (cause instanceof Error && cause.name === 'TimeoutError') return wordsOf('answerTimedOut')
  const tls = /CERT|SIGNATURE|TLS|SSL|^EPROTO$/.test(code)
  return wordsOf(tls ? 'handshakeFailed' : 'connectionFailed', { reason: message })
}
