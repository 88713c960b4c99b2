import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { labels } from './labels'

/**
 * @import { ApiProblem } from 'c/api'
 * @import { MappedPair } from '../../../../../middleware/routes/api/contract/mapping.ts'
 * @import { ObjectDescription } from '../../../../../middleware/routes/api/contract/connections.ts'
 */

const withoutValues = ['blank', 'not-blank']

/** Which records take part, how many those are, and what becomes of one that leaves. Fires `change` with `{ criterion, whenOut }`. */
export default class CriterionEditor extends LightningElement {
  @api connectionId
  @api connectorLabel = ''
  /** @type {MappedPair} */
  @api pair
  /** @type {ObjectDescription | null} */
  @api salesforce = null

  labels = labels
  counting = false
  /** What was counted, and for which conditions. @type {{ said: string, of: string } | null} */
  counted = null
  /** @type {ApiProblem | Error | null} */
  problem = null

  get all() {
    return this.pair.criterion?.all ?? []
  }
  get everybody() {
    return this.all.length === 0
  }
  get hint() {
    return this.everybody ? labels.all : labels.every
  }
  get conditions() {
    return this.all.map((one, index) => ({
      ...one,
      index,
      text: (one.values ?? []).join(', '),
      hasValues: !withoutValues.includes(one.is),
      removeLabel: fill(labels.remove, one.field)
    }))
  }
  get fieldOptions() {
    const known = (this.salesforce?.fields ?? []).map(({ name, label }) => ({ label: `${label} (${name})`, value: name })) // prettier-ignore
    const others = this.all
      .map((one) => one.field)
      .filter((field) => !known.some((one) => one.value === field))
    return [...known, ...others.map((field) => ({ label: field, value: field }))]
  }
  get isOptions() {
    return [
      { label: labels.equal, value: 'equal' },
      { label: labels.notEqual, value: 'not-equal' },
      { label: labels.oneOf, value: 'one-of' },
      { label: labels.noneOf, value: 'none-of' },
      { label: labels.blank, value: 'blank' },
      { label: labels.notBlank, value: 'not-blank' }
    ]
  }
  get whenOutOptions() {
    return [
      { label: labels.whenOutStop, value: 'stop' },
      { label: fill(labels.whenOutDelete, this.connectorLabel), value: 'delete' }
    ]
  }
  /** Of each pair its own: of all radio buttons of one name on a page, only one is chosen. */
  get whenOutName() {
    return `${this.pair.name}.whenOut`
  }
  get whenOut() {
    return this.pair.policy.whenOut
  }
  /** A number is shown only for the conditions that it was counted for. */
  get said() {
    return this.counted?.of === JSON.stringify(this.all) ? this.counted.said : ''
  }

  tell(all, whenOut = this.whenOut) {
    this.dispatchEvent(new CustomEvent('change', { detail: { criterion: { all }, whenOut } }))
  }
  /** Base components tell of a change through every shadow: above this one only what `tell` makes of it is heard. */
  keep(event) {
    event.stopPropagation()
  }
  add() {
    const [first] = this.salesforce?.fields ?? []
    if (first !== undefined) this.tell([...this.all, { field: first.name, is: 'not-blank' }])
  }
  remove(event) {
    const index = Number(event.target.dataset.index)
    this.tell(this.all.filter((_, at) => at !== index))
  }
  replace(event, part) {
    const index = Number(event.target.dataset.index)
    this.tell(this.all.map((one, at) => (at === index ? { ...one, ...part } : one)))
  }
  changeField(event) {
    this.replace(event, { field: event.detail.value })
  }
  changeIs(event) {
    const is = event.detail.value
    this.replace(event, withoutValues.includes(is) ? { is, values: [] } : { is })
  }
  changeValues(event) {
    const values = event.target.value.split(',').map((one) => one.trim()).filter((one) => one !== '') // prettier-ignore
    this.replace(event, { values })
  }
  changeWhenOut(event) {
    this.tell(this.all, event.detail.value)
  }

  async count() {
    const of = JSON.stringify(this.all)
    this.counting = true
    this.problem = null
    try {
      const body = { pair: this.pair.name, criterion: { all: this.all } }
      const answer = await call('countCriterion', { params: { connection: this.connectionId }, body })
      const { matching, total } = answer.body
      this.counted = { of, said: fill(labels.counted, matching, total) }
    } catch (problem) {
      this.problem = problem
    } finally {
      this.counting = false
    }
  }
}
