import { ApiError } from '../errors.ts'
import type { IdSequence } from '../ids.ts'
import type { QueryResult } from './query.ts'

/** Open results kept, those of children among them; older ones are forgotten, as Salesforce forgets them [K: its number differs]. */
const kept = 2000

export interface QueryPage {
  readonly totalSize: number
  readonly done: boolean
  readonly nextRecordsUrl?: string
  readonly records: object[]
}

/** Results that are read page by page under a locator: `01g…-2000`. */
export class Cursors {
  readonly #ids: IdSequence
  readonly #open = new Map<string, { result: QueryResult; size: number; owner: string }>()

  constructor(ids: IdSequence) {
    this.#ids = ids
  }

  /** `owner`: the user whose rights the result was made with; nobody else may go on with it. */
  first(result: QueryResult, size: number, version: string, owner: string): QueryPage {
    if (result.total <= size) return page(result, 0, size, version, '')
    const id = this.#ids.next('01g')
    this.#open.set(id, { result, size, owner })
    for (const oldest of this.#open.keys()) {
      if (this.#open.size > kept) this.#open.delete(oldest)
      else break
    }
    return page(result, 0, size, version, id)
  }

  /** The page a locator names; it may be asked for again. */
  next(locator: string, version: string, owner: string): QueryPage {
    const [id = '', from = ''] = locator.split('-')
    const cursor = this.#open.get(id)
    const offset = Number(from)
    if (cursor?.owner !== owner || !/^\d+$/.test(from) || offset >= cursor.result.total) {
      throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
    }
    return page(cursor.result, offset, cursor.size, version, id)
  }

  /** Forgets all open results: every locator is invalid from now on. */
  clear(): void {
    this.#open.clear()
  }
}

function page(result: QueryResult, from: number, size: number, version: string, id: string): QueryPage {
  const to = from + size
  const done = to >= result.total
  return {
    totalSize: result.total,
    done,
    ...(!done && { nextRecordsUrl: `/services/data/v${version}/query/${id}-${to}` }),
    records: result.records(from, to, version)
  }
}
