import { ApiError, uncertainRefusal } from '../errors.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import type { Part } from './subrequest.ts'

/** Subrequests one call may hold, and how many of them may be queries or collections [V]. */
const most = 25
const mostHeavy = 5

/** The list of objects under `name`; anything else is refused. */
export function listOfObjects(json: unknown, name: string): PlainObject[] {
  const list = isPlainObject(json) ? json[name] : undefined
  if (Array.isArray(list) && list.every(isPlainObject)) return list
  throw new ApiError(400, 'JSON_PARSER_ERROR', `Missing or wrong ${name}: a list of objects is expected`)
}

/** The parts of one composite request. */
export function readParts(json: unknown): Part[] {
  const parts = listOfObjects(json, 'compositeRequest').map(readPart)
  const names = new Set(parts.map(({ referenceId }) => referenceId))
  if (names.size < parts.length) throw invalid('Provided referenceId is not unique within the request.')
  return parts
}

/** `/composite` takes fewer and lighter parts than a graph does. */
export function checkComposite(parts: readonly Part[]): void {
  checkCount(parts.length)
  const heavy = parts.filter(({ url }) => /\/v[\d.]+\/(query|queryAll|composite\/sobjects)\b/i.test(url))
  if (heavy.length > mostHeavy) {
    throw invalid(`At most ${mostHeavy} subrequests can be sObject Collections or query operations.`)
  }
}

export function checkCount(count: number): void {
  if (count > most) throw invalid(`Number of subrequests is ${count}; at most ${most} are allowed`)
}

function readPart(part: PlainObject): Part {
  const { method, url, referenceId, body, httpHeaders } = part
  if (typeof referenceId !== 'string' || !/^[A-Za-z]\w*$/.test(referenceId)) {
    throw invalid(
      `Provided referenceId ('${text(referenceId)}') must start with a letter and contain only letters, numbers and _.`
    )
  }
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw invalid(`Subrequest ${referenceId} needs a method and a url`)
  }
  return { method: method.toUpperCase(), url, referenceId, body, httpHeaders: headersOf(httpHeaders) }
}

/** Header names as Node writes them: small letters. */
function headersOf(given: unknown): Record<string, string> {
  const entries = isPlainObject(given) ? Object.entries(given) : []
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), text(value)]))
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

const invalid = (problem: string) => uncertainRefusal('compositeInvalid', { problem })
