import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { Poll, pace } from 'c/poll'
import { causes } from 'c/outcomes'
import { fill, textOf } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/**
 * @import { RunSummary } from '../../../../../middleware/routes/api/contract/work.ts'
 * @import { ApiProblem } from 'c/api'
 */

const ended = new Set(['done', 'failed', 'cancelled', 'expired', 'planned', 'stopped'])

/** "History": the runs, the records of one, undo, the daily report, and what people did. Fires `show` with the plan that an undo made. */
export default class RunHistory extends LightningElement {
  /** @type {number} */
  @api connectionId

  labels = labels
  /** Newest first. @type {RunSummary[]} */
  runs = []
  /** @type {string | null} */
  next = null
  loaded = false
  loading = false
  /** @type {ApiProblem | Error | null} */
  problem = null
  /** Records that are shown in place of the runs. @type {{ title: string, request: object, filtered: boolean } | null} */
  opened = null
  movesFocus = false
  poll = new Poll(() => this.refresh())

  connectedCallback() {
    this.poll.start()
  }
  disconnectedCallback() {
    this.poll.stop()
  }
  renderedCallback() {
    if (!this.movesFocus) return
    this.movesFocus = false
    const heading = /** @type {HTMLElement | undefined} */ (this.refs?.heading)
    heading?.focus()
  }

  get rows() {
    return this.runs.map((run) => ({
      ...run,
      name: textOf(causes, run.cause),
      records: run.total === null ? fill('{0}', run.done) : fill(labels.doneOf, run.done, run.total),
      by: run.author ?? labels.automatic,
      takesBack: run.undoes === null ? null : fill(labels.undoes, run.undoes),
      recordsTitle: fill(labels.showRecordsNamed, run.run),
      undoTitle: fill(labels.undoNamed, run.run)
    }))
  }
  get hasRows() {
    return this.runs.length > 0
  }
  get isEmpty() {
    return this.loaded && !this.hasRows
  }
  get firstLoad() {
    return !this.loaded && this.problem === null
  }

  /** The newest page again; older ones stay as they are. */
  async refresh() {
    try {
      const { body } = await call('listRuns', { params: { connection: this.connectionId } })
      const oldest = body.items.at(-1)?.run ?? 0
      const older = this.runs.filter(({ run }) => run < oldest)
      this.runs = [...body.items, ...older]
      if (older.length === 0) this.next = body.next
      this.loaded = true
      this.problem = null
    } catch (problem) {
      this.problem = problem
    }
    return this.runs.every(({ state }) => ended.has(state)) ? pace.quiet : pace.busy
  }
  refreshNow() {
    this.poll.now()
  }

  async more() {
    this.loading = true
    try {
      const query = { after: this.next }
      const { body } = await call('listRuns', { params: { connection: this.connectionId }, query })
      this.runs = [...this.runs, ...body.items]
      this.next = body.next
      this.problem = null
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }

  openRun(event) {
    const run = Number(event.currentTarget.dataset.run)
    this.open({
      title: fill(labels.recordsOf, run),
      request: { route: 'listRunRecords', params: { run } },
      filtered: true
    })
  }
  openNumber(event) {
    this.open({ ...event.detail, filtered: false })
  }
  open(records) {
    this.opened = records
    this.movesFocus = true
  }
  back() {
    this.opened = null
    this.movesFocus = true
  }

  async undo(event) {
    const run = Number(event.currentTarget.dataset.run)
    const yes = await ConfirmModal.open({
      size: 'small',
      label: fill(labels.undoNamed, run),
      lines: [labels.undoLine1, labels.undoLine2],
      confirmLabel: labels.undoMake
    })
    if (yes !== true) return
    try {
      const { body } = await call('undoRun', { params: { run } })
      const [planId] = body.plans
      this.dispatchEvent(new CustomEvent('show', { detail: { tab: 'plan', planId } }))
    } catch (problem) {
      this.problem = problem
    }
  }
}
