import { fill } from 'c/texts'
import { labels } from './labels'

/** In the order in which people want to know. */
const kinds = ['create', 'update', 'delete', 'link', 'unlink', 'held', 'wait', 'skip']
const names = { ...labels, delete: labels.remove }

/** @param {string} kind */
export const nameOf = (kind) => names[kind] ?? kind

/**
 * How many operations of each kind; the engine counts them as `kind/bucket/code`.
 * @param {Record<string, number>} planned
 */
export function countsOf(planned) {
  return kinds.flatMap((kind) => {
    const count = Object.entries(planned)
      .filter(([name]) => name.startsWith(`${kind}/`))
      .reduce((sum, [, each]) => sum + each, 0)
    return count === 0 ? [] : [{ kind, count, name: nameOf(kind) }]
  })
}

/**
 * An operation as the list shows it.
 * @param {any} one
 * @param {string} other what the connected system is called
 */
export function rowOf(one, other) {
  const place = (side) => (side === 'salesforce' ? labels.salesforce : other)
  const text = (value) => value ?? labels.blank
  return {
    seq: one.seq,
    what: nameOf(one.kind),
    ids: [one.salesforceId, one.externalId].filter((id) => id !== null).join(' ↔ '),
    reason: one.reason,
    changes: [
      ...one.lines.map(({ label, side, from, to }) =>
        fill(labels.becomes, label, place(side), text(from), text(to))
      ),
      ...one.issues.map(({ message }) => message)
    ].map((said, key) => ({ key, said }))
  }
}
