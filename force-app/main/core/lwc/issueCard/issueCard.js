import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { issueKinds } from 'c/issueKinds'
import { fill, textOf } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/**
 * @import { Issue } from '../../../../../middleware/routes/api/contract/work.ts'
 * @import { ApiProblem } from 'c/api'
 */

/**
 * Salesforce ids of one object begin alike.
 * @param {string | null} own
 * @param {string} other
 */
const isOfSameObject = (own, other) =>
  own !== null && other.length === own.length && other.slice(0, 3) === own.slice(0, 3)

/** One issue, what it says, and the buttons that make sense. Fires `done` with the issue once one of them has worked. */
export default class IssueCard extends LightningElement {
  /** @type {Issue} */
  @api issue
  /** What people call the other system. */
  @api systemLabel = labels.external

  labels = labels
  busy = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  get kind() {
    return textOf(issueKinds, this.issue.code)
  }
  get line() {
    return this.issue.line === null ? null : fill(labels.line, this.issue.line)
  }
  get seen() {
    return this.issue.seen > 1 ? fill(labels.seen, this.issue.seen) : null
  }
  /** @param {Issue['actions'][number]} action */
  may(action) {
    return this.issue.actions.includes(action)
  }
  get mayRetry() {
    return this.may('retry')
  }
  get mayIgnore() {
    return this.may('ignore')
  }
  get mayUnlink() {
    return this.may('unlink') && this.issue.salesforceId !== null
  }
  get mayUnblock() {
    return this.may('unblock') && this.issue.salesforceId !== null
  }
  get retryTitle() {
    return fill(labels.retryNamed, this.issue.issue)
  }
  get ignoreTitle() {
    return fill(labels.ignoreNamed, this.issue.issue)
  }

  /** Both values of a conflict, side by side. */
  get sides() {
    const { choices } = this.issue
    if (choices === null || !this.may('accept')) return []
    const named = [
      { side: 'salesforce', name: labels.salesforce, value: choices.salesforce },
      { side: 'external', name: this.systemLabel, value: choices.external }
    ]
    return named.map((each) => ({
      ...each,
      value: each.value === null || each.value === '' ? labels.blank : each.value,
      title: fill(labels.acceptNamed, each.name)
    }))
  }
  get isConflict() {
    return this.sides.length > 0
  }
  get candidates() {
    if (!this.may('link')) return []
    return this.issue.candidates.map((each) => ({
      ...each,
      title: fill(labels.linkNamed, each.label),
      // Named to be looked at: two records of one side can't be linked with each other.
      isBeside: isOfSameObject(this.issue.salesforceId, each.id)
    }))
  }
  get hasCandidates() {
    return this.candidates.length > 0
  }

  retry() {
    return this.press(() => call('retryIssue', { params: this.params }))
  }
  ignore() {
    return this.press(() => call('ignoreIssue', { params: this.params }))
  }
  accept(event) {
    const { side } = event.currentTarget.dataset
    return this.press(() => call('acceptIssue', { params: this.params, body: { side } }))
  }
  link(event) {
    const { candidate } = event.currentTarget.dataset
    return this.press(() => call('linkIssue', { params: this.params, body: { candidate } }))
  }
  unblock() {
    return this.press(() => this.act('unblock'))
  }
  async unlink() {
    const yes = await ConfirmModal.open({
      size: 'small',
      label: labels.unlinkQuestion,
      lines: [labels.unlinkLine],
      confirmLabel: labels.unlink,
      confirmVariant: 'destructive'
    })
    if (yes === true) await this.press(() => this.act('unlink'))
  }
  /** @param {'unlink' | 'unblock'} action */
  act(action) {
    const { salesforceId, connection } = this.issue
    return call('actOnRecord', { params: { record: salesforceId }, body: { action, connection } })
  }
  get params() {
    return { issue: this.issue.issue }
  }

  /** @param {() => Promise<{ body: { said: string } }>} deed */
  async press(deed) {
    this.busy = true
    this.problem = null
    try {
      const { body } = await deed()
      this.dispatchEvent(new ShowToastEvent({ title: body.said, variant: 'success' }))
      this.dispatchEvent(new CustomEvent('done', { detail: { issue: this.issue.issue } }))
    } catch (problem) {
      this.problem = problem
    } finally {
      this.busy = false
    }
  }
}
