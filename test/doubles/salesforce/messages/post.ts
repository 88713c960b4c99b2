import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** Sends outbound message bodies with Salesforce's headers over kept connections; TLS is verified as Node does. */
export class Poster {
  readonly #http = new HttpAgent({ keepAlive: true })
  readonly #https = new HttpsAgent({ keepAlive: true })
  readonly #timeoutMs: number

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** `signal` gives the attempt up when the org closes. Redirects are not followed. */
  async post(url: string, body: string, signal: AbortSignal): Promise<Answer> {
    const bytes = Buffer.from(body)
    const secure = url.startsWith('https:')
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
