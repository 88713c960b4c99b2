import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { countsOf } from 'c/planKinds'
import { fill } from 'c/texts'
import { labels } from './labels'
import { rowOf } from './rows'

/**
 * @import { ApiProblem } from 'c/api'
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { PlanSummary } from '../../../../../middleware/routes/api/contract/work.ts'
 */

const SHOWN = 20

/** What a plan would do, operation by operation, and the whole of it as a file. */
export default class PlanOperations extends LightningElement {
  /** What the connected system is called. */
  @api connectorLabel = ''
  /** A plan that is made. @type {PlanSummary} */
  @api get plan() {
    return this.made
  }
  set plan(value) {
    if (value.plan !== this.made?.plan) this.forget()
    this.made = value
    if (this.isConnected) this.first()
  }

  labels = labels
  /** @type {PlanSummary} */
  made
  kind = ''
  /** @type {Answer<'listOperations'>['items']} */
  operations = []
  /** @type {string | null} */
  next = null
  /** Which operations are shown, and which are asked for: an answer to an older question is dropped. */
  shown = ''
  wanted = ''
  loading = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    this.first()
  }

  get counts() {
    return countsOf(this.made.planned)
  }
  get kindOptions() {
    const counted = this.counts.map(({ kind, count, name }) => ({
      label: fill('{0} ({1})', name, count),
      value: kind
    }))
    return [{ label: labels.all, value: '' }, ...counted]
  }
  get rows() {
    return this.operations.map((one) => rowOf(one, this.connectorLabel))
  }
  get file() {
    const { plan } = this.made
    return { params: { plan }, name: `plan-${plan}.csv` }
  }

  forget() {
    this.kind = ''
    this.operations = []
    this.next = null
    this.shown = ''
    this.problem = null
  }
  choose(event) {
    this.kind = event.detail.value
    this.first()
  }

  /** The first page, once for each state of the plan; after a refusal again with the next answer about the plan. */
  async first() {
    const { plan, state } = this.made
    const wanted = `${plan} ${state} ${this.kind}`
    this.wanted = wanted
    if (wanted === this.shown) return
    try {
      const page = await this.pageAfter(undefined)
      if (wanted !== this.wanted) return
      this.operations = page.items
      this.next = page.next
      this.shown = wanted
      this.problem = null
    } catch (problem) {
      if (wanted === this.wanted) this.problem = problem
    }
  }
  async more() {
    const { shown, next } = this
    this.loading = true
    try {
      const page = await this.pageAfter(next)
      if (shown !== this.shown) return
      this.operations = [...this.operations, ...page.items]
      this.next = page.next
      this.problem = null
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }
  /** @param {string | null | undefined} after */
  async pageAfter(after) {
    const { plan } = this.made
    const query = { kind: this.kind, after, limit: SHOWN }
    const { body } = await call('listOperations', { params: { plan }, query })
    return body
  }
}
