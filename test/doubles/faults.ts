import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Json } from '../../middleware/connectors/decode.ts'
import type { Fault } from './double.ts'

const types: Readonly<Record<keyof Fault, 'string' | 'number' | 'boolean'>> = {
  path: 'string',
  times: 'number',
  status: 'number',
  body: 'string',
  retryAfter: 'string',
  latencyMs: 'number',
  cut: 'boolean',
  truncated: 'boolean',
  hang: 'boolean',
  refuse: 'string'
}

/** A fault as it comes over HTTP. Throws `RangeError` for a word or value that means nothing. */
export function toFault(given: Json): Fault {
  const known = new Map<string, string>(Object.entries(types))
  for (const [name, value] of Object.entries(given))
    if (typeof value !== known.get(name))
      throw new RangeError(`A fault can't have ${name}: ${JSON.stringify(value)}`)
  return given
}

/** Faults in the order they were commanded; each is used up after `times` requests. */
export class Faults {
  #left: (Fault & { times: number })[] = []

  get left(): readonly Fault[] {
    return this.#left
  }

  add(fault: Fault): void {
    this.#left.push({ ...fault, times: fault.times ?? 1 })
  }

  clear(): void {
    this.#left = []
  }

  take(path: string): Fault {
    const fault = this.#left.find((each) => each.path === undefined || path.endsWith(each.path))
    if (!fault) return {}
    if (--fault.times <= 0) this.#left = this.#left.filter((each) => each !== fault)
    return fault
  }
}

/** Fails before the request is carried out; true when that was the reply. */
export async function failedBefore(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.latencyMs !== undefined) await wait(fault.latencyMs)
  if (fault.hang) return true
  if (fault.status === undefined && fault.body === undefined) return false
  if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter)
  response.statusCode = fault.status ?? 200
  response.setHeader('content-type', 'text/html')
  response.end(fault.body ?? '<html><body><h1>A gateway says no</h1></body></html>')
  return true
}

/** Fails where the reply would be, after the request was carried out; true when that was the reply. */
export function failedAfter(fault: Fault, response: ServerResponse, reply: string): boolean {
  if (fault.cut) response.destroy()
  else if (fault.truncated) response.end(reply.slice(0, reply.length / 2))
  else return false
  return true
}
