import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { Poll, pace } from 'c/poll'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/**
 * @import { SyncInformation as Information } from '../../../../../middleware/routes/api/contract/connections.ts'
 * @import { ApiProblem } from 'c/api'
 */

const questions = {
  initial: {
    label: labels.initial,
    lines: [labels.initialLine1, labels.initialLine2],
    confirmLabel: labels.initialConfirm
  },
  instant: { label: labels.instant, lines: [labels.instantLine], confirmLabel: labels.initialConfirm },
  pause: { label: labels.pauseConfirm, lines: [labels.pauseLine1, labels.pauseLine2], confirmLabel: labels.pause } // prettier-ignore
}

/** What the cards and tabs around this show too. @param {Information} information */
const shownElsewhere = ({ state, openIssues, lastSyncAt, links, current }) =>
  JSON.stringify([state, openIssues, lastSyncAt, links, current === null])

/**
 * "Synchronization Information": how it stands, live, and the buttons that start and pause it.
 * Fires `changed` when something that others show has changed, `show` with the tab that has the next step.
 */
export default class SyncInformation extends LightningElement {
  labels = labels
  /** @type {number} */
  connection
  /** @type {Information | null} */
  information = null
  /** Of asking for the information. @type {ApiProblem | Error | null} */
  problem = null
  /** Of something that was pressed. @type {ApiProblem | Error | null} */
  refused = null
  pressing = false
  poll = new Poll(() => this.ask())

  @api get connectionId() {
    return this.connection
  }
  set connectionId(value) {
    if (value === this.connection) return
    this.connection = value
    this.information = null
    this.problem = null
    this.refused = null
    this.poll.now()
  }

  connectedCallback() {
    this.poll.start()
  }
  disconnectedCallback() {
    this.poll.stop()
  }

  /** Something that counts for it was changed elsewhere. */
  @api refresh() {
    const budget = /** @type {any} */ (this.template?.querySelector('c-sync-budget'))
    budget?.refresh()
    return this.poll.now()
  }

  /** Asks once, and says when to ask again. */
  async ask() {
    const asked = this.connection
    try {
      const { body } = await call('getInformation', { params: { connection: asked } })
      if (asked !== this.connection) return 0
      const before = this.information
      this.information = body
      this.problem = null
      if (before !== null && shownElsewhere(before) !== shownElsewhere(body)) this.tellChanged()
      return body.current !== null || body.waiting > 0 ? pace.busy : pace.quiet
    } catch (problem) {
      this.problem = problem
      return pace.quiet
    }
  }

  get loading() {
    return this.information === null && this.problem === null
  }
  get outdated() {
    return this.information !== null && this.problem !== null
  }
  get isPaused() {
    return this.information?.state === 'paused'
  }
  get unapproved() {
    const pairs = this.information?.unapproved ?? []
    return pairs.length === 0 ? null : fill(labels.unapproved, pairs.join(', '))
  }
  get planWaits() {
    return this.information?.firstSync.state === 'planned' || this.unapproved !== null
  }
  get issueCount() {
    const count = this.information?.openIssues ?? 0
    return count === 0 ? null : fill(labels.issueCount, count)
  }
  get waiting() {
    const count = this.information?.waiting ?? 0
    return count === 0 ? null : fill(labels.waiting, count)
  }
  get retrying() {
    const count = this.information?.retrying ?? 0
    return count === 0 ? null : fill(labels.retrying, count)
  }
  get troubles() {
    return (this.information?.troubles ?? []).map((trouble, key) => ({ ...trouble, key }))
  }
  get hasTroubles() {
    return this.troubles.length > 0
  }
  /** The way out is on the screen, so it is said in its words. */
  get refusedForPlan() {
    return this.refused !== null && 'code' in this.refused && this.refused.code === 'plan-needed'
  }
  get otherRefusal() {
    return this.refusedForPlan ? null : this.refused
  }

  openIssues() {
    this.show('issues')
  }
  openPlan() {
    this.show('plan')
  }
  /** @param {string} tab */
  show(tab) {
    this.dispatchEvent(new CustomEvent('show', { detail: { tab } }))
  }
  tellChanged() {
    this.dispatchEvent(new CustomEvent('changed'))
  }
  /** Something that was changed here is part of the information. */
  askAgain() {
    this.tellChanged()
    return this.poll.now()
  }

  force(event) {
    const kind = event.detail.value
    return this.press(questions[kind], () =>
      call('requestSync', { params: { connection: this.connection }, body: { kind } })
    )
  }
  pause() {
    return this.press(questions.pause, () =>
      call('pauseConnection', { params: { connection: this.connection } })
    )
  }
  resume() {
    return this.press(null, () => call('resumeConnection', { params: { connection: this.connection } }))
  }

  /**
   * @param {{ label: string, lines: string[], confirmLabel: string } | null} question
   * @param {() => Promise<{ body: { said: string } }>} deed
   */
  async press(question, deed) {
    if (question !== null && (await ConfirmModal.open({ size: 'small', ...question })) !== true) return
    this.pressing = true
    this.refused = null
    try {
      const { body } = await deed()
      this.dispatchEvent(new ShowToastEvent({ title: body.said, variant: 'success' }))
      await this.askAgain()
    } catch (problem) {
      this.refused = problem
    } finally {
      this.pressing = false
    }
  }
}
