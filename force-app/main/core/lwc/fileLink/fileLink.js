import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { ApiProblem } from 'c/api' */

/** A file of the API: made when it is asked for, then offered as a link that saves it. */
export default class FileLink extends LightningElement {
  /** @type {'exportRealTime' | 'exportAccessSet' | 'exportPlan'} */
  @api route
  /** @type {object} */
  @api get params() {
    return this.asked
  }
  set params(value) {
    if (JSON.stringify(value) === JSON.stringify(this.asked)) return
    this.asked = value
    this.address = null
    this.problem = null
  }
  /** What people call it. */
  @api label
  /** What it is saved as. */
  @api fileName

  labels = labels
  /** @type {object} */
  asked = {}
  /** @type {string | null} */
  address = null
  busy = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  get prepareLabel() {
    return this.busy ? labels.preparing : fill(labels.prepare, this.label)
  }
  get readyLabel() {
    return fill(labels.ready, this.label)
  }

  async prepare() {
    const { params } = this
    this.busy = true
    this.problem = null
    try {
      const { body } = await call(this.route, { params })
      // Something else is asked for by now, whose name must not stand on this file.
      if (params !== this.params) return
      const { media, base64 } = /** @type {{ media: string, base64: string }} */ (
        /** @type {unknown} */ (body)
      )
      this.address = `data:${media};base64,${base64}`
    } catch (problem) {
      if (params === this.params) this.problem = problem
    } finally {
      this.busy = false
    }
  }
}
