import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import { Agent, buildConnector, Dispatcher1Wrapper } from 'undici'
import { isPublicAddress } from './public-address.ts'

/** All addresses of a host name. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  /** Node gives no list beside an error. */
  done: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void
) => void

/** An address that somebody typed leads to where the service must not be sent. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
}

const next = 'Enter an address of the open internet.'

/**
 * Sockets that open to public addresses only. A name is resolved once for each socket, and the socket opens to what was
 * checked: an answer that changes between the look and the use (DNS rebinding) gains nothing.
 */
export function publicOnly(
  resolve: Resolve = systemLookup,
  isAllowed: (address: string) => boolean = isPublicAddress
): Dispatcher1Wrapper {
  const connect = buildConnector({
    lookup(host: string, options: LookupOptions, done: LookupDone) {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        const allowed = addresses?.filter(({ address }) => isAllowed(address)) ?? []
        const [first] = allowed
        if (error !== null) done(error, [])
        else if (first === undefined) done(refusal(host, addresses?.[0]?.address), [])
        else if (options.all === true) done(null, allowed)
        else done(null, first.address, first.family)
      })
    }
  })
  const agent = new Agent({
    connect(options, callback) {
      // A socket to a bare address looks nothing up.
      const host = options.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) > 0 && !isAllowed(host)) callback(refusal(host, undefined), null)
      else connect(options, callback)
    }
  })
  // fetch is the one that Node brings, which speaks the form that undici had before.
  return new Dispatcher1Wrapper(agent)
}
type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void

const refusal = (host: string, address: string | undefined) =>
  new AddressRefused(
    address === undefined
      ? `${host} is not an address of the open internet, so nothing is sent there. ${next}`
      : `${host} leads to ${address}, which is inside a private network, so nothing is sent there. ${next}`
  )

let shared: Dispatcher1Wrapper | undefined

/** Part of a request's options: where it may go. `anywhere` is for practice orgs and doubles, in development only. */
export function outbound(anywhere: boolean): Pick<RequestInit, 'dispatcher'> {
  if (anywhere) return {}
  shared ??= publicOnly()
  return { dispatcher: shared as unknown as NonNullable<RequestInit['dispatcher']> }
}

/** The refusal inside what fetch threw; null when it failed for another reason. */
export function addressRefused(error: unknown): AddressRefused | null {
  if (error instanceof AddressRefused) return error
  if (!(error instanceof Error)) return null
  if (error instanceof AggregateError) {
    const found = error.errors.map(addressRefused).find((one) => one !== null)
    if (found !== undefined) return found
  }
  return addressRefused(error.cause)
}
