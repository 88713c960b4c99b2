import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { PlanSummary } from '../../../../../middleware/routes/api/contract/work.ts' */

/**
 * Why a plan was stopped, reason by reason: what was found, what it may mean, and what to do. Fires `accept` when a reason
 * is ticked or not any more, `show` with the tab where it can be put right.
 */
export default class PlanGuard extends LightningElement {
  /** @type {PlanSummary} */
  @api plan
  /** What the connected system is called. */
  @api connectorLabel = ''
  /** Codes of the reasons that are ticked. @type {readonly string[]} */
  @api accepted = []

  labels = labels
  next = fill(labels.next, labels.approve, labels.cancel)

  get reasons() {
    return this.plan.guard.map((one) => ({
      ...one,
      ...this.wordsOf(one),
      isAccepted: this.accepted.includes(one.code),
      isSetting: one.code === 'empty-external'
    }))
  }

  /** @param {PlanSummary['guard'][number]} reason */
  wordsOf({ code, message }) {
    const { pair } = this.plan
    const empty = (place, remedy) => ({
      title: fill(labels.empty, place, pair),
      lines: [labels.emptyWhy, remedy],
      yes: fill(labels.emptyYes, place, pair)
    })
    const many = (title, yes) => ({ title, lines: [message, fill(labels.look, labels.operations)], yes })
    switch (code) {
      case 'empty-external':
        return empty(this.connectorLabel, fill(labels.emptyExternal, this.connectorLabel))
      case 'empty-salesforce':
        return empty(labels.salesforce, labels.emptySalesforce)
      case 'deletes':
        return many(labels.deletes, labels.deletesYes)
      case 'blanks':
        return many(labels.blanks, labels.blanksYes)
      case 'owners':
        return many(labels.owners, labels.ownersYes)
      default:
        return { title: message, lines: [], yes: labels.otherYes }
    }
  }

  tick(event) {
    const { code } = event.target.dataset
    this.dispatchEvent(new CustomEvent('accept', { detail: { code, isAccepted: event.target.checked } }))
  }
  openSettings() {
    this.dispatchEvent(new CustomEvent('show', { detail: { tab: 'settings' } }))
  }
}
