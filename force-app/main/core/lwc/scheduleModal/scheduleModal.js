import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import timeZone from '@salesforce/i18n/timeZone'
import { call } from 'c/api'
import { labels } from './labels'

/**
 * @import { Rules } from '../../../../../middleware/routes/api/contract/work.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** Asks how often to synchronize, and saves it. `open` answers the saved rules; nothing when it was left as it is. */
export default class ScheduleModal extends LightningModal {
  /** @type {number} */
  @api connectionId

  labels = labels
  kinds = [
    { label: labels.automatic, value: 'automatic' },
    { label: labels.interval, value: 'interval' },
    { label: labels.daily, value: 'nightly' },
    { label: labels.never, value: 'paused' }
  ]
  zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ label: zone, value: zone }))

  /** @type {Rules | null} */
  rules = null
  /** @type {string | null} */
  tag = null
  kind = 'automatic'
  minutes = 15
  at = '02:00'
  zone = timeZone
  busy = true
  /** @type {ApiProblem | Error | null} */
  problem = null
  conflict = false

  connectedCallback() {
    this.load()
  }

  async load() {
    await this.doing(async () => {
      const { body, tag } = await call('getRules', { params: { connection: this.connectionId } })
      this.rules = body
      this.tag = tag
      this.conflict = false
      this.show(body.schedule)
    })
  }

  /** @param {Rules['schedule']} schedule */
  show(schedule) {
    this.kind = schedule?.kind === 'following-morning' ? 'nightly' : (schedule?.kind ?? 'automatic')
    if (schedule?.kind === 'interval') this.minutes = schedule.minutes
    if (schedule?.kind === 'nightly' || schedule?.kind === 'following-morning') {
      this.at = schedule.at
      this.zone = schedule.zone
    }
  }

  get isInterval() {
    return this.kind === 'interval'
  }
  get isDaily() {
    return this.kind === 'nightly'
  }
  get cannotSave() {
    return this.busy || this.rules === null || this.conflict
  }

  choose(event) {
    this.kind = event.detail.value
  }
  typeMinutes(event) {
    this.minutes = Number(event.detail.value)
  }
  typeTime(event) {
    // The box adds seconds.
    this.at = String(event.detail.value).slice(0, 5)
  }
  chooseZone(event) {
    this.zone = event.detail.value
  }
  cancel() {
    this.close(undefined)
  }

  async save() {
    const boxes = [...(this.template?.querySelectorAll('lightning-input') ?? [])]
    if (!boxes.map((box) => /** @type {any} */ (box).reportValidity()).every(Boolean)) return
    await this.doing(async () => {
      const body = { .../** @type {Rules} */ (this.rules), schedule: this.schedule() }
      const saved = await call('saveRules', {
        params: { connection: this.connectionId },
        body,
        tag: this.tag
      })
      this.close(saved.body)
    })
  }

  /** @returns {Rules['schedule']} */
  schedule() {
    if (this.kind === 'interval') return { kind: 'interval', minutes: this.minutes }
    if (this.kind === 'nightly') return { kind: 'nightly', at: this.at, zone: this.zone }
    return this.kind === 'paused' ? { kind: 'paused' } : null
  }

  /** @param {() => Promise<void>} deed */
  async doing(deed) {
    this.busy = true
    this.problem = null
    try {
      await deed()
    } catch (problem) {
      if (problem.status === 412) this.conflict = true
      else this.problem = problem
    } finally {
      this.busy = false
    }
  }
}
