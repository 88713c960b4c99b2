import { nameOf } from 'c/planKinds'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts' */

/**
 * An operation as the list shows it.
 * @param {Answer<'listOperations'>['items'][number]} one
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
