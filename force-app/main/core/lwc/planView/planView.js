import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { namedCounters } from 'c/outcomes'
import { countsOf } from 'c/planKinds'
import { fill } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { Poll, pace } from 'c/poll'
import { labels } from './labels'

/**
 * @import { ApiProblem } from 'c/api'
 * @import { PlanSummary } from '../../../../../middleware/routes/api/contract/work.ts'
 */

const moving = ['running', 'approved', 'applying']
const waiting = ['planned', 'stopped']

/** What a sync would do, operation by operation, and the button that has just this done. Fires `changed`, and `show` with another tab. */
export default class PlanView extends LightningElement {
  /** What the connected system is called. */
  @api connectorLabel = ''
  /** Show this plan, if it is there; else the newest. */
  @api get planId() {
    return this.chosen
  }
  set planId(value) {
    this.chosen = value ?? null
    if (this.isConnected) this.reload()
  }
  @api get connectionId() {
    return this.connection
  }
  set connectionId(value) {
    const isAnother = value !== this.connection
    this.connection = value
    if (isAnother && this.isConnected) {
      this.chosen = null
      this.reload()
    }
  }

  labels = labels
  /** @type {number | undefined} */
  connection = undefined
  /** @type {number | null} */
  chosen = null
  /** @type {PlanSummary[]} */
  plans = []
  /** @type {string[]} */
  accepted = []
  loaded = false
  pressed = false
  /** @type {ApiProblem | Error | null} */
  problem = null
  poll = new Poll(() => this.load())

  connectedCallback() {
    this.poll.start()
  }
  disconnectedCallback() {
    this.poll.stop()
  }

  get loading() {
    return !this.loaded && this.problem === null
  }
  get none() {
    return this.loaded && this.plans.length === 0
  }
  /** @returns {PlanSummary | undefined} */
  get plan() {
    return this.plans.find((one) => one.plan === this.chosen) ?? this.plans[0]
  }
  get planOptions() {
    return this.plans.map((one) => ({
      label: fill(labels.named, one.pair, one.plan),
      value: String(one.plan)
    }))
  }
  get planValue() {
    return String(this.plan?.plan ?? '')
  }
  get isReading() {
    return this.plan?.state === 'running'
  }
  get isApplying() {
    return this.plan?.state === 'applying' || this.plan?.state === 'approved'
  }
  get isWaiting() {
    return this.plan !== undefined && waiting.includes(this.plan.state)
  }
  /** Another plan that can be approved, while this one needs nothing. */
  get waitingNext() {
    if (this.isWaiting) return null
    const next = this.plans.find((one) => waiting.includes(one.state) && one.plan !== this.plan?.plan)
    return next === undefined ? null : { ...next, label: fill(labels.next, next.pair, next.plan) }
  }
  get canCancel() {
    return this.isWaiting || this.isReading
  }
  get readSoFar() {
    const { seen = 0, total = null } = this.plan ?? {}
    return total === null ? fill(labels.reading, seen) : fill(labels.readingOf, seen, total)
  }
  get share() {
    const { seen = 0, total = null } = this.plan ?? {}
    return total === null || total === 0 ? 0 : Math.min(100, Math.round((100 * seen) / total))
  }
  get calls() {
    const { calls = null } = this.plan ?? {}
    return calls === null ? null : fill(labels.calls, calls.salesforce, this.connectorLabel, calls.external)
  }
  get counts() {
    return countsOf(this.plan?.planned ?? {})
  }
  get done() {
    return namedCounters(this.plan?.applied ?? {}).map(({ name, label, count }) => ({
      name,
      said: fill(labels.done, label, count)
    }))
  }
  get isGuarded() {
    return this.plan !== undefined && this.isWaiting && this.plan.guard.length > 0
  }
  get cannotApprove() {
    return this.pressed || (this.plan?.guard ?? []).some(({ code }) => !this.accepted.includes(code))
  }
  get isMade() {
    return this.plan !== undefined && !this.isReading
  }
  get nothing() {
    return this.isMade && this.counts.length === 0
  }

  reload() {
    this.loaded = false
    this.plans = []
    this.accepted = []
    this.poll.now()
  }

  async load() {
    const asked = this.connection
    if (asked === undefined) return pace.quiet
    try {
      const { body } = await call('listPlans', { params: { connection: asked } })
      if (asked !== this.connection) return 0
      this.plans = body.plans
      this.loaded = true
      this.problem = null
    } catch (problem) {
      this.problem = problem
    }
    return this.plan !== undefined && moving.includes(this.plan.state) ? pace.busy : pace.quiet
  }

  choosePlan(event) {
    this.show(Number(event.detail.value))
  }
  showNext() {
    if (this.waitingNext !== null) this.show(this.waitingNext.plan)
  }
  /** @param {number} plan */
  show(plan) {
    this.chosen = plan
    this.accepted = []
    this.poll.now()
  }
  accept(event) {
    const { code, isAccepted } = event.detail
    const rest = this.accepted.filter((one) => one !== code)
    this.accepted = isAccepted ? [...rest, code] : rest
  }
  lead(event) {
    this.dispatchEvent(new CustomEvent('show', { detail: event.detail }))
  }

  make() {
    return this.doing(async () => {
      const { body } = await call('createPlans', { params: { connection: this.connection }, body: {} })
      this.chosen = body.plans[0] ?? null
      this.accepted = []
      await this.poll.now()
    })
  }

  async approve() {
    const { plan } = this
    if (plan === undefined) return
    const said = this.counts.map(({ name, count }) => fill(labels.done, name, count))
    const sure = await ConfirmModal.open({
      size: 'small',
      label: labels.approve,
      lines: [labels.approveSure, ...said],
      confirmLabel: labels.approve
    })
    if (sure !== true) return
    await this.doing(async () => {
      const body = { hash: plan.hash, planned: plan.planned, acceptGuard: this.accepted }
      await call('approvePlan', { params: { plan: plan.plan }, body })
      this.changed(labels.approved)
    })
  }

  async cancel() {
    const { plan } = this
    if (plan === undefined) return
    const sure = await ConfirmModal.open({
      size: 'small',
      label: labels.cancel,
      lines: [labels.cancelSure],
      confirmLabel: labels.cancel,
      confirmVariant: 'destructive'
    })
    if (sure !== true) return
    await this.doing(async () => {
      await call('cancelPlan', { params: { plan: plan.plan } })
      this.changed(null)
    })
  }

  /** @param {string | null} said */
  changed(said) {
    if (said !== null) this.dispatchEvent(new ShowToastEvent({ title: said, variant: 'success' }))
    this.dispatchEvent(new CustomEvent('changed'))
    this.poll.now()
  }

  /** @param {() => Promise<void>} deed */
  async doing(deed) {
    this.pressed = true
    try {
      await deed()
    } catch (problem) {
      this.problem = problem
    } finally {
      this.pressed = false
    }
  }
}
