import { ApiError } from '../errors.ts'
import { isPlainObject } from '../json.ts'

/** Puts earlier answers where a later part refers to them: `@{newAccount.id}`, `@{list[0].Id}`. */
export function resolveReferences<T>(part: T, done: Readonly<Record<string, unknown>>): T {
  return walk(part, done) as T // same form, texts replaced
}

function walk(value: unknown, done: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string')
    return value.replace(/@\{([^}]+)\}/g, (_, path: string) => lookUp(path, done))
  if (Array.isArray(value)) return value.map((item) => walk(item, done))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, done)]))
}

function lookUp(path: string, done: Readonly<Record<string, unknown>>): string {
  let value: unknown = done
  for (const key of path.split(/[.[\]]+/).filter(Boolean)) {
    if (isPlainObject(value)) value = value[key]
    else value = Array.isArray(value) ? (value as unknown[])[Number(key)] : undefined
  }
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new ApiError(400, 'PROCESSING_HALTED', `Invalid reference specified. No value for ${path} found`)
}

/** The names of the parts that a part's address or body refers to. */
export function referencesOf({ url, body }: { readonly url: string; readonly body: unknown }): string[] {
  return [...(url + JSON.stringify(body ?? null)).matchAll(/@\{(\w+)/g)].map(([, name = '']) => name)
}
