import { PassThrough } from 'node:stream'
import type { HttpRequest, HttpResponse } from 'jsforce'
import { Transport } from 'jsforce/lib/transport.js'
import { outbound } from '../guards/outbound.ts'
import { SalesforceError } from './errors.ts'
import { bounded } from './http.ts'

/**
 * jsforce's requests, sent by fetch: its own transport can't be aborted, waits 30 minutes, repeats requests unseen,
 * follows redirects with the credentials in hand, and takes a proxy from the environment.
 */
export class FetchTransport extends Transport {
  readonly #deadlineMs: number
  readonly #told: () => void
  readonly #anywhere: boolean

  /** `told` is called once for each request, before it is sent; `anywhere` is for practice orgs. */
  constructor(deadlineMs: number, told: () => void, anywhere = false) {
    super()
    this.#deadlineMs = deadlineMs
    this.#told = told
    this.#anywhere = anywhere
  }

  override getRequestStreamCreator() {
    return (request: HttpRequest) => {
      const stream = new PassThrough()
      void this.#send(request).then(
        (response) => stream.emit('complete', response),
        (error: unknown) => stream.emit('error', error)
      )
      return stream
    }
  }

  /** Answers with any status below 500, and with SOAP faults (500). Throws `SalesforceError` for all that isn't Salesforce's own answer. */
  async #send({ method, url, headers = {}, body }: HttpRequest): Promise<HttpResponse> {
    const { host } = new URL(url)
    return bounded(host, this.#deadlineMs, undefined, async (signal) => {
      this.#told()
      const init = { method, headers, redirect: 'manual', signal, ...outbound(this.#anywhere) } as const
      const response = await fetch(url, typeof body === 'string' ? { ...init, body } : init)
      const { status } = response
      const text = await response.text()
      if (status >= 300 && status < 400) throw movedTo(response.headers.get('location'), status)
      // A SOAP fault is a 500 too, but never a web page.
      const page = response.headers.get('content-type')?.includes('html') === true
      if (status > 500 || (status === 500 && page)) {
        throw new SalesforceError('unavailable', `${host} is out of service (status ${status}).`, { status })
      }
      return { statusCode: status, headers: Object.fromEntries(response.headers), body: text }
    })
  }
}

/** A redirect is never followed: it would carry the credentials to an address nobody entered. */
export function movedTo(location: string | null, status: number): SalesforceError {
  const to = location !== null && URL.canParse(location) ? new URL(location).origin : 'another address'
  return new SalesforceError('invalid', `The org has moved to ${to}: enter its My Domain address.`, {
    status
  })
}
