import {
  ConnectorError,
  type Context,
  type ExternalChange,
  type Page,
  type ReadRequest
} from '../connector.ts'
import { flag, list, object, requiredText, type Json } from '../decode.ts'
import { addressKey } from './contact.ts'
import { byId, withVisits } from './lookup.ts'
import { narrowest, readCursor, widest, writeCursor, type Cursor } from './cursor.ts'
import { limits } from './limits.ts'
import { post } from './requests.ts'

/** The largest page of the list of modified contacts [C]. A window with more contacts is cut in halves. */
const mostInWindow = 1000
/** Empty windows one call walks through: a year, so that a caller can stop between two. */
const mostWindows = 12

/**
 * One page of the contacts that were created or modified after the cursor. Only contacts of the Data Owner are told [I].
 *
 * Page numbers would skip: a contact that is modified between two pages leaves the window, and all behind it move up
 * one place. So a window is read in one go, narrow enough to fit, and delivered in the order of ids: asking again
 * after an id finds all that are still in the window, and those that left it are in a later one.
 */
export async function read(ctx: Context, { cursor, limit, fields }: ReadRequest): Promise<Page> {
  let at = readCursor(cursor)
  for (let windows = 0; windows < mostWindows; windows++) {
    // A date tells whole seconds: the vendor may be further by one, and what changed in it is to be read now.
    const now = ctx.now().getTime() + at.ahead + 1000
    const window = await fitting(ctx, at, now)
    const left = window.ids.filter((id) => at.after === null || id > at.after)
    const page = left.slice(0, Math.max(1, limit))
    const complete = page.length === left.length
    const done = complete && window.to >= now
    at = complete ? following(window, done) : { ...window.cursor, after: page.at(-1) ?? null }
    if (page.length > 0 || done)
      return { changes: await changesOf(ctx, page, fields), cursor: writeCursor(at), done }
  }
  return { changes: [], cursor: writeCursor(at), done: false }
}

interface Window {
  readonly ids: readonly string[]
  readonly to: number
  /** The newest instant that is surely past for the vendor. */
  readonly seen: number
  readonly cursor: Cursor
}

/** The window at the cursor, halved until one reply holds it all. */
async function fitting(ctx: Context, at: Cursor, now: number): Promise<Window> {
  const asked = ctx.now().getTime()
  let to = at.to ?? Math.max(at.from, Math.min(at.from + at.width, now))
  for (;;) {
    const smallest = to - at.from <= narrowest
    const found = await idsIn(ctx, at.from, to, smallest)
    if (found !== null) {
      const ahead = found.date === null ? at.ahead : found.date.getTime() - asked
      const seen = Math.min(to, found.date?.getTime() ?? to)
      return {
        ids: found.ids,
        to,
        seen,
        cursor: { ...at, to, width: nextWidth(to - at.from, found.ids), ahead }
      }
    }
    to = at.from + Math.max(narrowest, Math.floor((to - at.from) / 2))
  }
}

const nextWidth = (width: number, ids: readonly string[]) =>
  ids.length > mostInWindow / 2
    ? Math.max(width, narrowest)
    : Math.min(widest, Math.max(width, narrowest) * 2)

/** Windows share a second, as nobody knows whether their bounds count in [I]; the last one is read again by the overlap. */
function following({ to, seen, cursor }: Window, done: boolean): Cursor {
  const from = done ? seen - limits.overlapMs : to - 1000
  return { ...cursor, from, to: null, after: null, ...(done && { width: widest }) }
}

/** Ids in order, each once; `null` if there are too many for one go. */
async function idsIn(ctx: Context, from: number, to: number, smallest: boolean) {
  try {
    // Whether a new contact counts as modified is not known [U], so both lists are asked.
    const modified = () =>
      smallest
        ? post(ctx, '/contact/modifiedContacts', { from, to })
        : post(ctx, '/contact/paginatedModifiedContacts', { from, to, page: 1, size: mostInWindow })
    const created = () => post(ctx, '/contact/createdContacts', { from, to })
    // Hardly anybody is expected in a window of full width; in a narrow one the first list may tell that there are too many.
    const [changed, made] =
      to - from >= widest ? await Promise.all([modified(), created()]) : [await modified(), null]
    if (flag(changed.body, 'hasMore') === true) return null
    const ids = new Set([
      ...idsOf(changed.body, 'modifiedContacts'),
      ...idsOf((made ?? (await created())).body, 'createdContacts')
    ])
    if (ids.size > mostInWindow && !smallest) return null
    return { ids: [...ids].sort(), date: changed.date }
  } catch (error) {
    // The list of created contacts has no pages: after a large import it may be more than one reply can carry.
    if (error instanceof ConnectorError && error.cause instanceof RangeError && !smallest) return null
    throw error
  }
}

const idsOf = (body: Json, name: string) =>
  list(body, name).map((item) => requiredText(object(item, name), 'id'))

/**
 * Soft-deleted contacts may be told as such or not at all [I]: both are gone. Contacts of another owner than the Data Owner
 * may be told or not [I]: they are none of this connection's.
 */
async function changesOf(
  ctx: Context,
  ids: readonly string[],
  fields: ReadRequest['fields']
): Promise<ExternalChange[]> {
  const found = await withVisits(ctx, await byId(ctx, ids), fields)
  const contacts = new Map(found.map((contact) => [contact.id, contact]))
  const owner = addressKey(ctx.settings['owner'] ?? '')
  return ids.flatMap((id) => {
    const contact = contacts.get(id)
    if (contact?.owner && addressKey(contact.owner) !== owner) return []
    const values = contact === undefined || contact.deleted ? null : contact.values
    return [{ id, modified: contact?.modified ?? null, values }]
  })
}
