import { ConnectorError } from '../connector.ts'
import { isObject, parseJson } from '../decode.ts'

/**
 * Where reading continues. The window `from`..`to` (epoch ms, vendor's clock) is under way when `after` is set: its
 * contacts up to that id were delivered. `width` is how wide the next window is tried. `ahead` is how far the vendor's
 * clock was ahead of ours at the last look, in ms.
 */
export interface Cursor {
  readonly from: number
  readonly to: number | null
  readonly after: string | null
  readonly width: number
  readonly ahead: number
}

const second = 1000
const day = 86_400 * second

/** A production client of the vendor's API cuts its ranges into at most 30 days [I: there is some limit]. */
export const widest = 30 * day
/** Instants are whole seconds [I], and windows overlap by one. */
export const narrowest = 2 * second

/**
 * The product appeared in 2011, so no contact is older [I]. Reading from there costs two calls for each window of 30
 * days, about 375 by 2026, once for a connection. The alternative, the export of all contacts, is a job that leaves a
 * file at an address of the vendor's choosing; a connector calls nothing but its own endpoint.
 */
const start = Date.UTC(2011, 0, 1)

export function readCursor(text: string | null): Cursor {
  if (text === null) return { from: start, to: null, after: null, width: widest, ahead: 0 }
  const cursor = parsed(text)
  if (!isCursor(cursor))
    throw new ConnectorError(
      'schema',
      'The stored reading position can not be understood: read from the start.'
    )
  return cursor
}

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor)

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return null
  }
}

function isCursor(value: unknown): value is Cursor {
  if (!isObject(value)) return false
  const { from, to, after, width, ahead } = value
  return (
    [from, width, ahead].every(Number.isFinite) &&
    (to === null || Number.isFinite(to)) &&
    (after === null || typeof after === 'string')
  )
}
