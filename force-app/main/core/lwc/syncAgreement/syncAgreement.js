import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { SyncInformation } from '../../../../../middleware/routes/api/contract/connections.ts' */

/** @type {Record<string, string>} */
const driftTexts = {
  'missed-event': labels.missedEvent,
  'hard-delete': labels.hardDelete,
  formula: labels.formula,
  'foreign-edit': labels.foreignEdit,
  'our-fault': labels.ourFault
}

/** Of the records that were compared, how many were alike on both sides, and why the others were not. */
export default class SyncAgreement extends LightningElement {
  /** @type {SyncInformation['agreement']} */
  @api agreement = []

  labels = labels

  get hasRows() {
    return this.agreement.length > 0
  }
  get rows() {
    return this.agreement.map(({ pair, links, equal, at, drift }) => ({
      pair,
      at,
      share: links === 0 ? 1 : equal / links,
      sentence: fill(labels.of, equal, links),
      drift: Object.entries(drift)
        .filter(([, count]) => count > 0)
        .map(([cause, count]) => ({ cause, text: fill(driftTexts[cause] ?? `${cause}: {0}`, count) }))
    }))
  }
}
