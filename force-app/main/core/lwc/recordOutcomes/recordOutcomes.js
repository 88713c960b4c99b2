import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { outcomes } from 'c/outcomes'
import { reportBuckets } from 'c/reportBuckets'
import { fill, textOf } from 'c/texts'
import { labels } from './labels'

/**
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { ApiProblem } from 'c/api'
 * @typedef {{ route: 'listRunRecords' | 'listReportRecords', params: object, query?: object }} Request
 */

/** What became of each record: of a run, or behind a number of the report. Page by page. */
export default class RecordOutcomes extends LightningElement {
  /** What is listed. @type {Request} */
  @api request
  /** Whether one can choose an outcome. */
  @api filtered = false

  labels = labels
  /** @type {Answer<'listRunRecords'>['items']} */
  records = []
  /** @type {string | null} */
  next = null
  bucket = ''
  loading = false
  loaded = false
  /** @type {ApiProblem | Error | null} */
  problem = null
  /** The question that counts: an answer to an older one is dropped. */
  asked = 0

  connectedCallback() {
    this.first()
  }

  get choices() {
    const all = Object.entries(reportBuckets).map(([value, label]) => ({ value, label }))
    return [{ value: '', label: labels.all }, ...all]
  }
  get rows() {
    return this.records.map((one, key) => ({ ...one, key, outcome: textOf(outcomes, one.bucket) }))
  }
  get hasRows() {
    return this.records.length > 0
  }
  get isEmpty() {
    return this.loaded && !this.hasRows && this.problem === null
  }
  get shown() {
    return this.loaded ? fill(labels.shown, this.records.length) : ''
  }

  choose(event) {
    this.bucket = event.detail.value
    this.first()
  }
  first() {
    this.records = []
    this.next = null
    this.loaded = false
    return this.more()
  }

  async more() {
    const question = ++this.asked
    this.loading = true
    this.problem = null
    const { route, params, query } = this.request
    const bucket = this.bucket === '' ? {} : { bucket: this.bucket }
    try {
      const { body } = await call(route, { params, query: { ...query, ...bucket, after: this.next } })
      if (question !== this.asked) return
      this.records = [...this.records, ...body.items]
      this.next = body.next
      this.loaded = true
    } catch (problem) {
      if (question === this.asked) this.problem = problem
    } finally {
      if (question === this.asked) this.loading = false
    }
  }
}
