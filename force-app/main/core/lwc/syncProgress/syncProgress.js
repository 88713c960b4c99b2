import { LightningElement, api } from 'lwc'
import { causes, namedCounters } from 'c/outcomes'
import { fill, textOf } from 'c/texts'
import { labels } from './labels'

/** @import { SyncInformation } from '../../../../../middleware/routes/api/contract/connections.ts' */

/** How far a run is: a bar, numbers, and what became of the records so far. */
export default class SyncProgress extends LightningElement {
  /** @type {NonNullable<SyncInformation['current']>} */
  @api progress

  labels = labels

  get cause() {
    return textOf(causes, this.progress.cause)
  }
  get barLabel() {
    return fill(labels.bar, this.cause)
  }
  get hasTotal() {
    return this.progress.total !== null && this.progress.total > 0
  }
  get percent() {
    const { done, total } = this.progress
    return Math.min(100, Math.floor((100 * done) / (total || 1)))
  }
  get sentence() {
    const { done, total } = this.progress
    return total === null ? fill(labels.soFar, done) : fill(labels.of, done, total)
  }
  /** Read out in steps of a tenth: each number would talk over everything else. */
  get spoken() {
    const state = `${this.cause}: ${textOf({}, this.progress.state)}`
    return this.hasTotal ? `${state}, ${fill(labels.percent, this.percent - (this.percent % 10))}` : state
  }
  get counters() {
    return namedCounters(this.progress.counters)
  }
}
