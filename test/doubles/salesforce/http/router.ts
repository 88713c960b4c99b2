import { methodNotAllowed, notFound } from '../errors.ts'
import type { Call, Handler, Route } from './call.ts'

export interface Matched<C extends Call> {
  readonly handle: Handler<C>
  readonly params: Readonly<Record<string, string>>
}

/** The first route that fits, or null when no route knows the path. Throws 405 when only the method is wrong. */
export function match<C extends Call>(
  routes: readonly Route<C>[],
  method: string,
  path: string
): Matched<C> | null {
  const allowed: string[] = []
  for (const route of routes) {
    const params = fit(route.pattern, path)
    if (!params || route.accepts?.(params) === false) continue
    // A HEAD is a GET whose body is left out.
    if (route.method === method || (method === 'HEAD' && route.method === 'GET'))
      return { handle: route.handle, params }
    if (!route.hidden) allowed.push(route.method)
  }
  if (allowed.length > 0) throw methodNotAllowed(method, [...new Set(allowed)])
  return null
}

function fit(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const segment = given[i]
    if (part === '*') {
      params['rest'] = given.slice(i).join('/')
      return params
    }
    if (segment === undefined) return null
    if (part.startsWith(':')) params[part.slice(1)] = decode(segment)
    else if (part.toLowerCase() !== segment.toLowerCase()) return null
  }
  return wanted.length === given.length ? params : null
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw notFound() // a stray % is no address of ours
  }
}
