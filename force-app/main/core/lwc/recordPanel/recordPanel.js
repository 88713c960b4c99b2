import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { labels } from './labels'

/** @import { ApiProblem } from 'c/api' */

/**
 * The connected system's own page about a record, in a frame. Its address is made for this record and this person when the
 * panel is shown, and is good for minutes: a middleware that does not answer leaves the record itself alone.
 */
export default class RecordPanel extends LightningElement {
  /** Salesforce id of the record. */
  @api get recordId() {
    return this.record
  }
  set recordId(value) {
    this.record = value
    if (this.isConnected) this.load()
  }
  @api objectApiName

  labels = labels
  /** @type {string | undefined} */
  record = undefined
  busy = false
  title = labels.heading
  /** @type {string | null} */
  url = null
  /** Why there is nothing to show. @type {string | null} */
  said = null
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    this.load()
  }

  async load() {
    if (this.record === undefined) return
    const asked = this.record
    this.busy = true
    this.problem = null
    try {
      const { body } = await call('openPanel', { params: { record: asked }, body: {} })
      if (asked !== this.record) return
      this.title = body.title === '' ? labels.heading : body.title
      this.url = body.url
      this.said = body.url === null ? body.said : null
    } catch (problem) {
      if (asked === this.record) this.problem = problem
    } finally {
      this.busy = false
    }
  }
}
