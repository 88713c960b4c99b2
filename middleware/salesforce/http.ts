import { networkFault } from '../connectors/network-fault.ts'
import { addressRefused } from '../guards/outbound.ts'
import { SalesforceError } from './errors.ts'

/**
 * Runs `work` with a signal that ends it at the deadline or when `outer` aborts, whichever is first; `outer`'s own
 * reason is thrown as it is. Network faults and silence become `unavailable`. `host` is for the message.
 */
export async function bounded<T>(
  host: string,
  deadlineMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs)
  const signal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
  try {
    signal.throwIfAborted()
    return await work(signal)
  } catch (cause) {
    if (cause instanceof SalesforceError) throw cause
    outer?.throwIfAborted()
    const refused = addressRefused(cause)
    if (refused !== null) throw new SalesforceError('invalid', refused.message, { code: refused.code, cause })
    const what = deadline.aborted
      ? `${host} gave no answer within ${deadlineMs / 1000} seconds.`
      : networkFault(host, cause).message
    throw new SalesforceError('unavailable', what, { cause })
  }
}

/** Waits for work that others wait for too: an abort ends the wait, not the work. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
