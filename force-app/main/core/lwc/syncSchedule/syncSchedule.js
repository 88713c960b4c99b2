import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import ScheduleModal from 'c/scheduleModal'
import { labels } from './labels'

/**
 * @import { SyncInformation } from '../../../../../middleware/routes/api/contract/connections.ts'
 * @typedef {SyncInformation['automatic']} Automatic
 */

/**
 * A schedule in words.
 * @param {Automatic['salesforce']} schedule
 */
function sentenceOf(schedule) {
  if (schedule.kind === 'interval') return fill(labels.every, schedule.minutes)
  return schedule.kind === 'paused' ? labels.off : fill(labels.nightlyAt, schedule.at, schedule.zone)
}

/** "Automatic synchronization": how often, and the button that changes it. Fires `changed`. */
export default class SyncSchedule extends LightningElement {
  /** @type {number} */
  @api connectionId
  /** What counts now, for each side; a middleware that is older than this package does not tell. @type {Automatic | undefined} */
  @api automatic
  /** The next synchronization; null: none is planned. @type {string | null} */
  @api nextAt = null

  labels = labels

  get sentence() {
    if (this.automatic === undefined) return null
    const said = sentenceOf(this.automatic.salesforce)
    return this.automatic.chosen ? said : fill(labels.unchosen, said)
  }
  get ownRead() {
    if (this.automatic?.external === undefined) return null
    const read = sentenceOf(this.automatic.external)
    return read === sentenceOf(this.automatic.salesforce) ? null : fill(labels.ownRead, read)
  }

  async change() {
    const saved = await ScheduleModal.open({
      label: labels.change,
      size: 'small',
      connectionId: this.connectionId
    })
    if (saved !== undefined && saved !== null) this.dispatchEvent(new CustomEvent('changed'))
  }
}
