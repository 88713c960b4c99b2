import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import labelCancel from '@salesforce/label/c.Common_Cancel'

/** Asks before something is done. `open` answers true only for the confirming button. */
export default class ConfirmModal extends LightningModal {
  /**
   * What will happen, a sentence each.
   * @type {string[]}
   */
  @api lines = []
  /** What the confirming button says: the deed, not "OK". */
  @api confirmLabel
  /** `brand`, or `destructive` for what can't be taken back. */
  @api confirmVariant = 'brand'

  labels = { cancel: labelCancel }

  get keyedLines() {
    return this.lines.map((text, key) => ({ key, text }))
  }

  confirm() {
    this.close(true)
  }

  cancel() {
    this.close(false)
  }
}
