import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { labels } from './labels'

/**
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** Calls that were used on each side, and when they run dry at this pace. */
export default class SyncBudget extends LightningElement {
  /** @type {number} */
  @api connectionId

  labels = labels
  /** @type {Answer<'getBudget'>['scopes']} */
  scopes = []
  /** @type {ApiProblem | Error | null} */
  problem = null
  loading = true

  connectedCallback() {
    this.refresh()
  }

  @api async refresh() {
    try {
      const { body } = await call('getBudget', { params: { connection: this.connectionId } })
      this.scopes = body.scopes
      this.problem = null
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }

  get rows() {
    return this.scopes.map((scope) => ({
      ...scope,
      limited: scope.max !== null && scope.max > 0,
      percent: scope.max ? Math.min(100, (100 * scope.used) / scope.max) : 0,
      barLabel: fill(labels.share, scope.label),
      sentence: scope.max === null ? fill(labels.noLimit, scope.used) : fill(labels.of, scope.used, scope.max)
    }))
  }
}
