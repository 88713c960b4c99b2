import { ConnectorError } from './connector.ts'

// prettier-ignore
const sentences: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has no address: the host name is not known',
  EAI_AGAIN: 'could not be looked up: name resolution does not answer',
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection before it had answered',
  EPIPE: 'closed the connection before it had answered',
  UND_ERR_SOCKET: 'closed the connection before it had answered',
  ETIMEDOUT: 'could not be reached in time',
  UND_ERR_CONNECT_TIMEOUT: 'could not be reached in time',
  EHOSTUNREACH: 'can not be reached from this network',
  ENETUNREACH: 'can not be reached from this network',
  CERT_HAS_EXPIRED: 'shows a TLS certificate that has expired',
  CERT_NOT_YET_VALID: 'shows a TLS certificate that is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a TLS certificate for another host name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'shows a TLS certificate nobody vouches for (self-signed)',
  SELF_SIGNED_CERT_IN_CHAIN: 'shows a TLS certificate nobody vouches for (self-signed)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'shows a TLS certificate that can not be traced to a trusted authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'shows a TLS certificate that can not be traced to a trusted authority'
}

/** Puts a failed exchange into words an admin can act on. Network faults pass, so the kind is always `unavailable`. */
export function networkFault(host: string, cause: unknown): ConnectorError {
  const code = codeOf(cause)
  const tls = /CERT|SSL|TLS/.test(code) ? 'could not agree on a secure connection (TLS)' : undefined
  const sentence = sentences[code] ?? tls ?? 'could not be reached'
  return new ConnectorError('unavailable', `${host} ${sentence}${code && ` [${code}]`}.`, { cause })
}

/** fetch wraps the socket's error, and a host with several addresses wraps one error for each. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause)
}
