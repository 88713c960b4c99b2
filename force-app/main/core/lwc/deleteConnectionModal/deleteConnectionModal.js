import { api } from 'lwc'
import LightningModal from 'lightning/modal'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { labels } from './labels'

/**
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** Says what deleting a connection takes away, and deletes it once its name was typed. `open` answers true then. */
export default class DeleteConnectionModal extends LightningModal {
  /** @type {number} */
  @api connectionId

  labels = labels
  /** @type {Answer<'previewDeletion'> | null} */
  preview = null
  typed = ''
  busy = true
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    this.doing(async () => {
      const { body } = await call('previewDeletion', { params: { connection: this.connectionId } })
      this.preview = body
    })
  }

  get consequences() {
    return (this.preview?.consequences ?? []).map((text, key) => ({ text, key }))
  }
  get before() {
    return (this.preview?.before ?? []).map((text, key) => ({ text, key }))
  }
  get hasBefore() {
    return this.before.length > 0
  }
  get nameLabel() {
    return fill(labels.typeName, this.preview?.name)
  }
  get cannotDelete() {
    return this.busy || this.preview === null || this.typed !== this.preview.name
  }

  type(event) {
    this.typed = event.detail.value
  }
  cancel() {
    this.close(false)
  }
  remove() {
    return this.doing(async () => {
      await call('deleteConnection', {
        params: { connection: this.connectionId },
        query: { confirm: this.typed }
      })
      this.close(true)
    })
  }

  /** @param {() => Promise<void>} deed */
  async doing(deed) {
    this.busy = true
    this.problem = null
    try {
      await deed()
    } catch (problem) {
      this.problem = problem
    } finally {
      this.busy = false
    }
  }
}
