import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { Poll, pace } from 'c/poll'
import { fill } from 'c/texts'
import { digitsOf, rails, rulesWith, same, valuesOf } from './values'
import { allRight, clear, mark } from './boxes'
import { mayGoUnapproved } from './unapproved'
import { labels } from './labels'

/**
 * @import { Connector } from '../../../../../middleware/routes/api/contract/connections.ts'
 * @import { Rules } from '../../../../../middleware/routes/api/contract/work.ts'
 * @import { ApiProblem } from 'c/api'
 */

/**
 * "Limits": what a connection may use of each side, when it is quiet, and where it stops and asks. Fires `saved`.
 * What was typed stays until its author saves it or cancels, whatever others save meanwhile.
 */
export default class ConnectionLimits extends LightningElement {
  /** @type {number} */
  @api connectionId
  /** Of the connection; null where the middleware does not have it any more. @type {Connector | null} */
  @api connector = null

  labels = labels
  /** As they are saved. @type {Rules | null} */
  rules = null
  /** @type {string | null} */
  tag = null
  /** What was typed since, by path. @type {Record<string, string>} */
  draft = {}
  /** What is under way, in words. @type {string | null} */
  busy = labels.loading
  /** @type {ApiProblem | Error | null} */
  problem = null
  conflict = false
  isShown = false
  /** Something may be said at the boxes. */
  marked = false
  /** Nothing is, once the boxes hold what is saved. */
  clears = false
  /** An answer that was asked for before something was saved is older than what is shown. */
  saves = 0
  poll = new Poll(() => this.refresh())

  /** It is looked at: what others save is asked for. */
  @api get shown() {
    return this.isShown
  }
  set shown(value) {
    this.isShown = value === true
    if (!this.isConnected) return
    if (this.isShown) this.poll.start()
    else this.poll.stop()
  }

  /** Something is typed that is not saved. */
  @api get dirty() {
    return Object.keys(this.draft).length > 0
  }

  connectedCallback() {
    window.addEventListener('beforeunload', this.warnOfLoss)
    if (this.isShown) this.poll.start()
  }
  disconnectedCallback() {
    window.removeEventListener('beforeunload', this.warnOfLoss)
    this.poll.stop()
  }
  renderedCallback() {
    if (!this.clears) return
    this.clears = false
    this.marked = false
    for (const box of this.boxes) clear(box)
  }
  warnOfLoss = (event) => {
    if (this.dirty) event.preventDefault()
  }

  get boxes() {
    const found = this.template?.querySelectorAll('lightning-input, lightning-combobox') ?? []
    return /** @type {any[]} */ ([...found])
  }
  get values() {
    return { ...(this.rules === null ? {} : valuesOf(this.rules)), ...this.draft }
  }
  get loaded() {
    return this.rules !== null
  }
  get unloaded() {
    return this.rules === null && this.busy === null
  }
  get cannotSave() {
    return this.busy !== null || this.conflict || !this.dirty
  }
  get countsRecords() {
    return this.connector?.countsRecords === true
  }
  get capLabel() {
    return this.countsRecords ? labels.capRecords : labels.cap
  }
  get capHelp() {
    return this.countsRecords ? fill(labels.capRecordsHelp, this.connector?.label) : labels.capHelp
  }
  get reserveDigits() {
    return digitsOf(this.values.reserve)
  }
  get quietFrom() {
    return this.values['quiet.from']
  }
  get quietTo() {
    return this.values['quiet.to']
  }
  get approves() {
    return this.values.approve === 'plan'
  }
  /** Browsers leave out zones that are other names of one, UTC among them. */
  get zones() {
    const known = ['UTC', this.rules?.zone ?? 'UTC', ...Intl.supportedValuesOf('timeZone')]
    return [...new Set(known)].sort().map((zone) => ({ label: zone, value: zone }))
  }
  get railBoxes() {
    const { values } = this
    const box = (name) => ({ name, value: values[name], digits: digitsOf(values[name]) })
    return rails.map((name) => ({
      name,
      label: labels[name],
      most: box(`rails.${name}.most`),
      share: box(`rails.${name}.share`)
    }))
  }

  /** Asks once for what is saved, and says when to ask again. */
  async refresh() {
    const { saves } = this
    if (this.busy === labels.saving) return pace.quiet
    try {
      const answer = await this.ask()
      if (saves === this.saves) this.meet(answer)
      if (this.busy === labels.loading) this.problem = null
    } catch (problem) {
      // What is shown is still right, and a save would tell.
      if (this.busy === labels.loading) this.problem = problem
    } finally {
      if (this.busy === labels.loading) this.busy = null
    }
    return pace.quiet
  }
  ask() {
    return call('getRules', { params: { connection: this.connectionId } })
  }

  /**
   * Takes what is saved now beneath what was typed; where both changed the same, the author is asked.
   * @param {{ body: Rules, tag: string | null }} answer
   */
  meet({ body, tag }) {
    if (tag === this.tag && this.loaded) return
    const [was, is] = [this.rules === null ? {} : valuesOf(this.rules), valuesOf(body)]
    const typed = Object.keys(this.draft)
    if (typed.some((path) => was[path] !== is[path] && !same(is[path], this.draft[path]))) {
      this.conflict = true
      return
    }
    this.rules = body
    this.tag = tag
    this.draft = Object.fromEntries(
      Object.entries(this.draft).filter(([path, value]) => !same(value, is[path]))
    )
  }

  type(event) {
    this.put(event.target, String(event.detail.value ?? ''))
  }
  typeTime(event) {
    // The box adds seconds.
    this.put(event.target, String(event.detail.value ?? '').slice(0, 5))
  }
  tick(event) {
    this.put(event.target, event.detail.checked ? 'plan' : 'none')
  }
  put(box, value) {
    const { name } = box
    const draft = { ...this.draft, [name]: value }
    if (this.rules !== null && same(value, valuesOf(this.rules)[name])) delete draft[name]
    this.draft = draft
    if (!this.marked) return
    // The two times of quiet hours are right or wrong together.
    const about = name.startsWith('quiet.') ? 'quiet.' : name
    for (const each of this.boxes) if (each.name.startsWith(about)) clear(each)
  }

  cancel() {
    this.draft = {}
    this.problem = null
    this.clears = true
    if (this.conflict) this.loadAgain()
  }
  loadAgain() {
    this.draft = {}
    this.conflict = false
    this.problem = null
    this.busy = labels.loading
    this.clears = true
    return this.refresh()
  }

  async save() {
    const { boxes } = this
    this.marked = true
    if (!allRight(boxes, this.values)) return
    if (this.draft.approve === 'none' && !(await mayGoUnapproved())) return
    this.busy = labels.saving
    this.problem = null
    try {
      if (await this.store()) {
        this.dispatchEvent(new ShowToastEvent({ title: labels.saved, variant: 'success' }))
        this.dispatchEvent(new CustomEvent('saved'))
      } else this.conflict = true
    } catch (problem) {
      if (!mark(boxes, problem)) this.problem = problem
    } finally {
      this.busy = null
    }
  }
  /** False: somebody else has changed the same. A save of theirs that left these values alone is no reason to ask. */
  async store() {
    if (await this.sent()) return true
    this.meet(await this.ask())
    return !this.conflict && this.sent()
  }
  /** False: these are not the newest rules any more. */
  async sent() {
    try {
      const { body, tag } = await call('saveRules', {
        params: { connection: this.connectionId },
        body: rulesWith(/** @type {Rules} */ (this.rules), this.draft),
        tag: this.tag
      })
      this.saves++
      this.rules = body
      this.tag = tag
      this.draft = {}
      return true
    } catch (problem) {
      if (problem.status === 412) return false
      throw problem
    }
  }
}
