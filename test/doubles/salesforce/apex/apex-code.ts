import type { CalloutOptions } from '../credentials/callout.ts'

/** What a handler is called with. */
export interface ApexRequest {
  readonly method: string
  /** Behind `/services/apexrest`, with its slash; for class methods `/Class/method`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** The parsed body; undefined when it is no JSON. */
  readonly json: unknown
  /** Whose session it is. */
  readonly userId: string
  /** A callout through a named credential, `callout:Bothways/path`, with what it refuses to that user. */
  readonly callout: (endpoint: string, options?: CalloutOptions) => Promise<Response>
}

/** Answers a value, sent as JSON with 200; or an `ApexResponse` with a status and headers of its own. */
export type ApexHandler = (request: ApexRequest) => unknown

/** A handler's answer when a bare value is not enough. */
export class ApexResponse {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** An exception with its Apex class, as `System.DmlException` has one. */
export class ApexException extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/**
 * The org's Apex, played by functions that tests register: `POST /bothways/v1/things/*` for a REST resource,
 * `Controller.method` for a method that a component calls.
 */
export class ApexCode {
  readonly #handlers = new Map<string, ApexHandler>()

  register(name: string, handler: ApexHandler): void {
    this.#handlers.set(key(name), handler)
  }

  method(className: string, method: string): ApexHandler | undefined {
    return this.#handlers.get(key(`${className}.${method}`))
  }

  /** The handler of a REST resource; else the methods its address knows, none when nobody knows it. */
  rest(method: string, path: string): ApexHandler | readonly string[] {
    const allowed: string[] = []
    for (const [name, handler] of this.#handlers) {
      const [verb = '', pattern] = name.split(' ')
      if (pattern === undefined || !fits(pattern, path)) continue
      if (verb === method) return handler
      allowed.push(verb)
    }
    return allowed
  }
}

/** Class names know no case; REST paths do [V]. */
function key(name: string): string {
  const [verb = '', path] = name.trim().split(/\s+/)
  return path === undefined ? verb.toLowerCase() : `${verb.toUpperCase()} ${path.replace(/^\/?/, '/')}`
}

function fits(pattern: string, path: string): boolean {
  if (!pattern.endsWith('*')) return path === pattern
  return path.startsWith(pattern.slice(0, -1)) || path === pattern.replace(/\/\*$/, '')
}
