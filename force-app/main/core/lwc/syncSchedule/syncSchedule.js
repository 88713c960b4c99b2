import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import ScheduleModal from 'c/scheduleModal'
import { labels } from './labels'

/**
 * @import { Rules } from '../../../../../middleware/routes/api/contract/work.ts'
 * @import { ApiProblem } from 'c/api'
 */

/**
 * A schedule in words.
 * @param {Rules['schedule']} schedule
 */
function sentenceOf(schedule) {
  if (schedule === null) return labels.automatic
  if (schedule.kind === 'interval') return fill(labels.every, schedule.minutes)
  return schedule.kind === 'paused' ? labels.off : fill(labels.nightlyAt, schedule.at, schedule.zone)
}

/** "Automatic synchronization": how often, and the button that changes it. Fires `changed`. */
export default class SyncSchedule extends LightningElement {
  /** @type {number} */
  @api connectionId
  /**
   * The next synchronization; null: none is planned.
   * @type {string | null}
   */
  @api nextAt = null

  labels = labels
  /** @type {Rules | null} */
  rules = null
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    this.load()
  }

  async load() {
    try {
      const { body } = await call('getRules', { params: { connection: this.connectionId } })
      this.rules = body
      this.problem = null
    } catch (problem) {
      this.problem = problem
    }
  }

  get sentence() {
    return this.rules === null ? '' : sentenceOf(this.rules.schedule)
  }
  get ownRead() {
    const read = this.rules?.readSchedule ?? null
    return read === null ? null : fill(labels.ownRead, sentenceOf(read))
  }
  get loading() {
    return this.rules === null && this.problem === null
  }

  async change() {
    const saved = await ScheduleModal.open({
      label: labels.change,
      size: 'small',
      connectionId: this.connectionId
    })
    if (saved === undefined || saved === null) return
    this.rules = /** @type {Rules} */ (saved)
    this.dispatchEvent(new CustomEvent('changed'))
  }
}
