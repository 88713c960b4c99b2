import { uncertainRefusal } from '../errors.ts'
import type { Call } from '../http/call.ts'

const known = /^(application\/(json|xml|octet-stream|zip)|text\/(xml|csv)|multipart\/)/i

/** A body in a form the REST API does not read, e.g. `text/plain`, is refused before anything else. */
export function checkContentType({
  method,
  headers,
  bytes
}: Pick<Call, 'method' | 'headers' | 'bytes'>): void {
  if (method === 'GET' || method === 'DELETE' || bytes.length === 0) return
  if (known.test(headers['content-type'] ?? '')) return
  throw uncertainRefusal('formUnsupported')
}
