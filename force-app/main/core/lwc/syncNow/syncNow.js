import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { sentenceOf } from 'c/texts'

/** "Sync now" among a record's actions: asks, and says what became of it. */
export default class SyncNow extends LightningElement {
  /** Salesforce id of the record. */
  @api recordId

  running = false

  /** Salesforce calls it when the action is pressed, more than once when it is pressed twice. */
  @api async invoke() {
    if (this.running) return
    this.running = true
    try {
      const { body } = await call('actOnRecord', {
        params: { record: this.recordId },
        body: { action: 'sync' }
      })
      this.dispatchEvent(new ShowToastEvent({ title: body.said, variant: 'success' }))
    } catch (problem) {
      this.dispatchEvent(new ShowToastEvent({ title: sentenceOf(problem), variant: 'error' }))
    } finally {
      this.running = false
    }
  }
}
