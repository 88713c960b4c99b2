import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { fill } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { Poll, pace } from 'c/poll'
import { labels } from './labels'

/**
 * @import { ApiProblem } from 'c/api'
 * @import { RecordAnswer, Timeline } from '../../../../../middleware/routes/api/contract/work.ts'
 */

/** After a button was pressed the record is looked at more often for a while. */
const EAGER_TURNS = 8

/** What the sync knows of a record: its links, what waits for a person, what happened, and why each field is as it is. */
export default class RecordTimeline extends LightningElement {
  /** Salesforce id of the record. */
  @api get recordId() {
    return this.record
  }
  set recordId(value) {
    this.record = value
    if (this.isConnected) this.poll.now()
  }

  labels = labels
  /** @type {string | undefined} */
  record = undefined
  loaded = false
  pressed = false
  eager = 0
  mayManage = false
  /** @type {RecordAnswer | null} */
  known = null
  /** @type {Timeline | null} */
  timeline = null
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
  get noPair() {
    return this.loaded && this.known?.links.length === 0
  }
  get links() {
    return (this.known?.links ?? []).map((one) => ({
      ...one,
      key: `${one.connection} ${one.externalObject}`,
      title: `${one.connectorLabel} · ${one.externalObject}`,
      idLabel: fill(labels.id, one.connectorLabel),
      mayUnlink: one.canUnlink && this.mayManage,
      mayRelink: one.canRelink && this.mayManage
    }))
  }
  get issues() {
    return (this.known?.issues ?? []).map((one) => ({
      ...one,
      choices: this.mayManage ? choicesOf(one, this.labelOf(one.connection)) : []
    }))
  }
  get hasIssues() {
    return this.issues.length > 0
  }
  get stories() {
    return (this.timeline?.stories ?? []).map((story) => ({
      ...story,
      life: story.life.map((step, key) => ({ ...step, key })).reverse(),
      fields: story.lines.map((line) => ({
        ...line,
        key: `${line.salesforceField} ${line.label}`,
        inSalesforce: line.salesforce ?? labels.blank,
        outside: line.external ?? labels.blank
      }))
    }))
  }
  get hasStories() {
    return this.stories.length > 0
  }

  /** @param {number} connection */
  labelOf(connection) {
    return this.known?.links.find((one) => one.connection === connection)?.connectorLabel ?? labels.other
  }

  async load() {
    if (this.record === undefined) return pace.quiet
    const asked = this.record
    try {
      const params = { record: asked }
      const [me, known, timeline] = await Promise.all([
        this.loaded ? null : call('me'),
        call('getRecord', { params }),
        call('getTimeline', { params })
      ])
      if (asked !== this.record) return 0
      if (me !== null) this.mayManage = me.body.may.includes('manage')
      this.known = known.body
      this.timeline = timeline.body
      this.loaded = true
      this.problem = null
    } catch (problem) {
      this.problem = problem
    }
    this.eager = Math.max(0, this.eager - 1)
    return this.eager > 0 ? pace.busy : pace.quiet
  }

  sync(event) {
    return this.act('sync', Number(event.target.value))
  }
  relink(event) {
    return this.act('relink', Number(event.target.value))
  }
  async unlink(event) {
    const connection = Number(event.target.value)
    const sure = await ConfirmModal.open({
      size: 'small',
      label: labels.unlink,
      lines: [labels.unlinkSure],
      confirmLabel: labels.unlink,
      confirmVariant: 'destructive'
    })
    if (sure === true) await this.act('unlink', connection)
  }
  accept(event) {
    const { issue, side } = event.target.dataset
    return this.doing('acceptIssue', { params: { issue }, body: { side } })
  }

  /**
   * @param {string} action
   * @param {number} connection
   */
  act(action, connection) {
    return this.doing('actOnRecord', { params: { record: this.record }, body: { action, connection } })
  }

  /**
   * @param {'acceptIssue' | 'actOnRecord'} route
   * @param {any} request
   */
  async doing(route, request) {
    this.pressed = true
    try {
      const { body } = await call(route, request)
      this.dispatchEvent(new ShowToastEvent({ title: body.said, variant: 'success' }))
      this.problem = null
      this.eager = EAGER_TURNS
      this.poll.now()
    } catch (problem) {
      this.problem = problem
    } finally {
      this.pressed = false
    }
  }
}

/** Of a conflict: a button for each side, with the value that would stay. */
function choicesOf({ issue, choices }, other) {
  if (choices === null) return []
  return [
    { side: 'salesforce', name: labels.salesforce, value: choices.salesforce },
    { side: 'external', name: other, value: choices.external }
  ].map(({ side, name, value }) => ({
    key: `${issue} ${side}`,
    side,
    label: `${fill(labels.accept, name)}: ${value ?? labels.blank}`
  }))
}
