import { LightningElement, api } from 'lwc'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/** @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts' */

/** Messages and flows of each mapped object. Fires `connect` with the purpose, once the admin has read what it does. */
export default class RealTimeSetup extends LightningElement {
  /** @type {Answer<'getRealTime'>} */
  @api realTime
  /** A window is open already. */
  @api busy = false

  labels = labels

  get hasObjects() {
    return this.realTime.objects.length > 0
  }
  /** An object may be told of for several connections. */
  get rows() {
    return this.realTime.objects.map((each, key) => ({ ...each, key }))
  }
  get allThere() {
    return this.realTime.objects.every(({ state }) => state !== 'absent')
  }
  get someThere() {
    return this.realTime.objects.some(({ state }) => state !== 'absent')
  }
  get setUpLabel() {
    return this.allThere ? labels.repair : labels.setUp
  }

  async setUp() {
    const yes = await ConfirmModal.open({
      size: 'small',
      label: labels.consentQuestion,
      lines: [...this.realTime.consentText],
      confirmLabel: this.setUpLabel
    })
    if (yes === true) this.tell(this.allThere ? 'real-time-repair' : 'real-time')
  }
  async remove() {
    const yes = await ConfirmModal.open({
      size: 'small',
      label: labels.removeQuestion,
      lines: [labels.removeLine],
      confirmLabel: labels.remove,
      confirmVariant: 'destructive'
    })
    if (yes === true) this.tell('real-time-remove')
  }
  /** @param {string} purpose */
  tell(purpose) {
    this.dispatchEvent(new CustomEvent('connect', { detail: { purpose } }))
  }
}
