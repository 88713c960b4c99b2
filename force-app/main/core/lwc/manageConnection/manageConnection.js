import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import DeleteConnectionModal from 'c/deleteConnectionModal'
import { labels } from './labels'

/** @import { ApiProblem } from 'c/api' */

/** The name of a connection, and its removal. Fires `renamed` and `deleted`. */
export default class ManageConnection extends LightningElement {
  /** @type {number} */
  @api connectionId
  /** @type {string} */
  @api name

  labels = labels
  /** @type {string | null} */
  typed = null
  busy = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  get shown() {
    return this.typed ?? this.name
  }
  get cannotRename() {
    return this.busy || this.shown.trim() === '' || this.shown.trim() === this.name
  }

  type(event) {
    this.typed = event.detail.value
  }

  async rename() {
    this.busy = true
    this.problem = null
    try {
      const params = { connection: this.connectionId }
      await call('renameConnection', { params, body: { name: this.shown.trim() } })
      this.typed = null
      this.dispatchEvent(new ShowToastEvent({ title: labels.renamed, variant: 'success' }))
      this.dispatchEvent(new CustomEvent('renamed'))
    } catch (problem) {
      this.problem = problem
    } finally {
      this.busy = false
    }
  }

  async remove() {
    const gone = await DeleteConnectionModal.open({
      label: labels.remove,
      size: 'small',
      connectionId: this.connectionId
    })
    if (gone === true) this.dispatchEvent(new CustomEvent('deleted'))
  }
}
