import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { issueKinds } from 'c/issueKinds'
import { fill, textOf } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/**
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { Issue } from '../../../../../middleware/routes/api/contract/work.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** "Issues": what waits for a person, by kind and page by page. Fires `changed` when there may be fewer. */
export default class IssueList extends LightningElement {
  /** @type {number} */
  @api connectionId
  /** What people call the other system. */
  @api systemLabel

  labels = labels
  states = [
    { label: labels.open, value: 'open' },
    { label: labels.ignored, value: 'ignored' }
  ]
  /** @type {Answer<'listIssueKinds'>['kinds']} */
  kinds = []
  /** @type {Issue[]} */
  issues = []
  /** @type {string | null} */
  next = null
  state = 'open'
  /** Index into `kinds`; empty: all. */
  kind = ''
  loading = false
  loaded = false
  /** @type {ApiProblem | Error | null} */
  problem = null
  /** The question that counts: an answer to an older one is dropped. */
  asked = 0

  connectedCallback() {
    this.load()
  }

  get chosen() {
    return this.kind === '' ? null : (this.kinds[Number(this.kind)] ?? null)
  }
  get choices() {
    const total = this.kinds.reduce((sum, { count }) => sum + count, 0)
    const each = this.kinds.map(({ code, line, count }, index) => {
      const name = textOf(issueKinds, code)
      const label = line === null ? fill(labels.kind, name, count) : fill(labels.kindLine, name, line, count)
      return { value: String(index), label }
    })
    return [{ value: '', label: fill(labels.all, total) }, ...each]
  }
  get showsKinds() {
    return this.state === 'open'
  }
  get mayAll() {
    return this.showsKinds && this.chosen !== null
  }
  get isEmpty() {
    return this.loaded && this.issues.length === 0 && this.problem === null
  }
  get emptyHeading() {
    return this.state === 'open' ? labels.empty : labels.noneIgnored
  }
  get emptyHint() {
    return this.state === 'open' ? labels.emptyHint : labels.noneIgnoredHint
  }

  /** Kinds with their counts, and the first page of the chosen one. */
  async load() {
    const before = this.chosen
    try {
      const { body } = await call('listIssueKinds', { query: { connection: this.connectionId } })
      this.kinds = body.kinds
      const same = body.kinds.findIndex(({ code, line }) => code === before?.code && line === before?.line)
      this.kind = same === -1 ? '' : String(same)
    } catch (problem) {
      this.problem = problem
      return
    }
    await this.read(null)
  }
  more() {
    return this.read(this.next)
  }

  /** @param {string | null} after */
  async read(after) {
    const question = ++this.asked
    this.loading = true
    this.problem = null
    const { code, line } = this.chosen ?? {}
    const query = { connection: this.connectionId, state: this.state, code, line, after }
    try {
      const { body } = await call('listIssues', { query })
      if (question !== this.asked) return
      this.issues = after === null ? body.items : [...this.issues, ...body.items]
      this.next = body.next
      this.loaded = true
    } catch (problem) {
      if (question === this.asked) this.problem = problem
    } finally {
      if (question === this.asked) this.loading = false
    }
  }

  chooseKind(event) {
    this.kind = event.detail.value
    this.read(null)
  }
  chooseState(event) {
    this.state = event.detail.value
    this.kind = ''
    this.read(null)
  }

  /** One is dealt with: it goes at once, the counts follow. */
  async done(event) {
    const { issue } = event.detail
    this.issues = this.issues.filter((each) => each.issue !== issue)
    this.tellChanged()
    await this.load()
  }

  retryAll() {
    return this.all('retryIssues')
  }
  async ignoreAll() {
    const yes = await ConfirmModal.open({
      size: 'small',
      label: labels.ignoreAll,
      lines: [fill(labels.ignoreAllLine, this.chosen?.count)],
      confirmLabel: labels.ignoreConfirm
    })
    if (yes === true) await this.all('ignoreIssues')
  }
  /** @param {'retryIssues' | 'ignoreIssues'} route */
  async all(route) {
    const { code, line } = /** @type {{ code: string, line: string | null }} */ (this.chosen)
    const body = { connection: this.connectionId, code, ...(line !== null && { line }) }
    this.loading = true
    try {
      const done = await call(route, { body })
      this.dispatchEvent(new ShowToastEvent({ title: done.body.said, variant: 'success' }))
      this.tellChanged()
      await this.load()
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }
  tellChanged() {
    this.dispatchEvent(new CustomEvent('changed'))
  }
}
