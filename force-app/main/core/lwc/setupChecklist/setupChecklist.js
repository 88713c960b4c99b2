import { LightningElement } from 'lwc'
import getState from '@salesforce/apex/SetupController.getState'
import testCallout from '@salesforce/apex/SetupController.testCallout'
import { ApiProblem, call } from 'c/api'
import { Poll, pace } from 'c/poll'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/**
 * @import { Checklist } from '../../../../../middleware/routes/api/contract/setup.ts'
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 */

/**
 * What Apex says is for people already: no permission, mostly.
 * @param {() => Promise<string>} method
 */
async function ofSalesforce(method) {
  try {
    return JSON.parse(await method())
  } catch (error) {
    throw new ApiProblem({ status: 403, code: 'salesforce', detail: error.body?.message ?? error.message })
  }
}

/** As long as an address of the middleware is good for. */
const PATIENCE = 10 * 60_000

/**
 * What is set up, live, with Connect and Disconnect: each opens a window of its own, top-level, as login pages refuse
 * frames, and this page sees by itself what came of it. Fires `changed` when the org was connected or disconnected.
 */
export default class SetupChecklist extends LightningElement {
  labels = labels
  /** What Salesforce knows; `console` where this is not Salesforce. @type {any} */
  state = null
  reachable = false
  /** Whether the middleware answered; null before it was asked. @type {boolean | null} */
  works = null
  /** @type {Checklist | null} */
  checklist = null
  /** @type {Answer<'getRealTime'> | null} */
  realTime = null
  /** @type {ApiProblem | Error | null} */
  problem = null
  /** The other window's purpose, what was known when it opened, and until when to wait. @type {{ before: string, until: number } | null} */
  waiting = null
  /** Where the window could not be opened by itself. @type {string | null} */
  blocked = null
  poll = new Poll(() => this.look())

  connectedCallback() {
    this.poll.start()
  }
  disconnectedCallback() {
    this.poll.stop()
  }

  /** Asks once what is set up; says when to ask again. */
  async look() {
    const before = this.works
    try {
      if (this.state === null) await this.askSalesforce()
      else if (!this.reachable) await this.tryAgain()
      if (this.reachable) await this.askMiddleware()
      this.works = this.reachable
      this.problem = null
    } catch (problem) {
      this.problem = problem
      if ([0, 401].includes(problem.status)) await this.lost(problem.status)
    }
    if (before !== null && before !== this.works) this.dispatchEvent(new CustomEvent('changed'))
    this.seeWhetherItCame()
    return this.waiting === null ? pace.quiet : 3000
  }

  async askSalesforce() {
    this.state = await ofSalesforce(getState)
    this.reachable = this.state.console === true || this.state.reachable
  }
  async tryAgain() {
    if (this.state.console === true) this.reachable = true
    if (!this.state.address) return
    const { status } = await ofSalesforce(testCallout)
    if (status === 200) await this.askSalesforce()
  }
  async askMiddleware() {
    const [list, realTime] = await Promise.all([call('getChecklist'), call('getRealTime')])
    this.checklist = list.body
    this.realTime = realTime.body
  }
  /** No answer may be for a moment, and takes nothing off the screen; a key that is refused is the end of it. */
  async lost(status) {
    this.works = false
    this.reachable = false
    if (status === 0) return
    this.checklist = null
    this.realTime = null
    this.state = await ofSalesforce(getState)
  }

  get loading() {
    return this.state === null && this.problem === null
  }
  get inSalesforce() {
    return this.state !== null && this.state.console !== true
  }
  get paired() {
    return this.checklist?.paired === true
  }
  get items() {
    return this.checklist?.items ?? []
  }
  get notConnected() {
    return this.inSalesforce && !this.reachable && this.checklist === null
  }
  get connectLabel() {
    return this.paired ? labels.connectAgain : labels.connect
  }
  get cannotConnect() {
    return this.waiting !== null || (this.notConnected && !this.state.address)
  }
  get isWaiting() {
    return this.waiting !== null
  }

  /** Something was set in Salesforce: asked again at once. */
  changedHere() {
    this.state = null
    this.poll.now()
  }
  stopWaiting() {
    this.waiting = null
    this.blocked = null
  }

  async connect() {
    const yes = await ConfirmModal.open({
      size: 'small',
      label: this.connectLabel,
      lines: [labels.connectLine1, labels.connectLine2],
      confirmLabel: this.connectLabel
    })
    if (yes === true) await this.begin('pair')
  }
  async disconnect() {
    const yes = await ConfirmModal.open({
      size: 'small',
      label: labels.disconnectQuestion,
      lines: [labels.disconnectLine1, labels.disconnectLine2],
      confirmLabel: labels.disconnect,
      confirmVariant: 'destructive'
    })
    if (yes === true) await this.begin('disconnect')
  }
  beginRealTime(event) {
    return this.begin(event.detail.purpose)
  }

  /** @param {'pair' | 'real-time' | 'real-time-repair' | 'real-time-remove' | 'disconnect'} purpose */
  async begin(purpose) {
    try {
      this.problem = null
      const address = await this.addressFor(purpose)
      this.blocked = window.open(address, '_blank') === null ? address : null
      this.waiting = { before: this.known, until: Date.now() + PATIENCE }
      await this.poll.now()
    } catch (problem) {
      this.problem = problem
    }
  }
  async addressFor(purpose) {
    // Without a key nothing can be asked of the middleware: its own page takes over.
    if (this.notConnected) return `${this.state.address}/connect?org=${encodeURIComponent(this.state.org)}`
    const { body } = await call('startConnect', { body: { purpose, consent: true } })
    return body.url
  }

  /** What a window can change, to see that it did. */
  get known() {
    const ticks = this.items.map(({ name, state }) => [name, state])
    const objects = (this.realTime?.objects ?? []).map(({ object, state }) => [object, state])
    return JSON.stringify([this.reachable, this.paired, ticks, objects])
  }
  seeWhetherItCame() {
    if (this.waiting === null) return
    if (this.known !== this.waiting.before || Date.now() > this.waiting.until) this.stopWaiting()
  }
}
