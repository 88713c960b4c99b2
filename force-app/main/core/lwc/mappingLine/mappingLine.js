import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { ObjectDescription } from '../../../../../middleware/routes/api/contract/connections.ts' */

const looks = {
  error: { theme: 'slds-text-color_error', icon: 'utility:error' },
  warning: { theme: 'slds-text-color_default', icon: 'utility:warning' },
  info: { theme: 'slds-text-color_weak', icon: 'utility:info' }
}

/** One line of a mapping, with what pre-flight found of it. Fires `change` with `{ index, line }`, and `remove` with `{ index }`. */
export default class MappingLine extends LightningElement {
  /** The line's place in the mapping. */
  @api index
  @api line
  /** Of a field that exists as soon as it is written: its prefix; else null. @type {{ prefix: string, label: string } | null} */
  @api open = null
  /** @type {ObjectDescription | null} */
  @api salesforce = null
  /** @type {ObjectDescription | null} */
  @api external = null
  /** External fields that have a line. @type {string[]} */
  @api taken = []
  @api findings = []
  @api connectorLabel = ''

  labels = labels

  get fields() {
    return this.salesforce?.fields ?? []
  }
  get outside() {
    return this.external?.fields.find((one) => one.name === this.line.external)
  }
  get outsideName() {
    return this.outside?.label ?? this.openName
  }
  get openName() {
    return this.open === null ? this.line.external : this.line.external.slice(this.open.prefix.length)
  }
  get isOpen() {
    return this.open !== null
  }
  get outsideLabel() {
    return fill(this.isOpen ? labels.name : labels.field, this.connectorLabel)
  }
  /** Several fields that are one value, and paths through a parent, are kept as they are. */
  get isFixed() {
    const [path = ''] = this.line.salesforce
    return this.line.salesforce.length > 1 || path.includes('.')
  }
  get salesforceName() {
    return this.line.salesforce
      .map((path) => this.fields.find((one) => one.name === path)?.label ?? path)
      .join(' + ')
  }
  get salesforceValue() {
    return this.line.salesforce[0]
  }
  get salesforceOptions() {
    const known = this.fields.map(({ name, label }) => ({ label: `${label} (${name})`, value: name }))
    const isKnown = known.some((one) => one.value === this.salesforceValue)
    const all = isKnown ? known : [...known, { label: this.salesforceValue, value: this.salesforceValue }]
    return all.sort((one, other) => one.label.localeCompare(other.label))
  }
  get outsideOptions() {
    return (this.external?.fields ?? [])
      .filter((one) => one.name === this.line.external || !this.taken.includes(one.name))
      .map(({ name, label }) => ({ label, value: name }))
  }
  get directionOptions() {
    return [
      { label: fill(labels.toExternal, this.connectorLabel), value: 'toExternal' },
      { label: labels.toSalesforce, value: 'toSalesforce' },
      { label: labels.both, value: 'both' }
    ]
  }
  get blankOptions() {
    return [
      { label: labels.propagate, value: 'propagate' },
      { label: labels.ignore, value: 'ignore' },
      { label: labels.fillOnly, value: 'fill-only' }
    ]
  }
  get winsOptions() {
    return [
      { label: labels.winsSalesforce, value: 'salesforce' },
      { label: fill(labels.winsExternal, this.connectorLabel), value: 'external' },
      { label: labels.winsNewest, value: 'newest' },
      { label: labels.winsRestrictive, value: 'most-restrictive' },
      { label: labels.winsAsk, value: 'ask' }
    ]
  }
  get wins() {
    return this.line.wins ?? 'salesforce'
  }
  get isBothWays() {
    return this.line.direction === 'both'
  }
  get removeLabel() {
    return fill(labels.removeLine, this.outsideName)
  }
  get marked() {
    return this.findings.map((one, key) => ({ ...one, key, ...looks[one.severity] }))
  }

  tell(part) {
    const detail = { index: this.index, line: { ...this.line, ...part } }
    this.dispatchEvent(new CustomEvent('change', { detail }))
  }
  /** Base components tell of a change through every shadow: above this one only what `tell` makes of it is heard. */
  keep(event) {
    event.stopPropagation()
  }
  changeSalesforce(event) {
    this.tell({ salesforce: [event.detail.value] })
  }
  changeExternal(event) {
    this.tell({ external: event.detail.value })
  }
  /** When the box is left, not at each letter: the name is the line's own. */
  changeName(event) {
    const name = `${this.open?.prefix ?? ''}${event.target.value.trim()}`
    if (event.target.value.trim() !== '' && !this.taken.includes(name)) this.tell({ external: name })
  }
  changeDirection(event) {
    this.tell({ direction: event.detail.value })
  }
  changeBlank(event) {
    this.tell({ blank: event.detail.value })
  }
  changeWins(event) {
    this.tell({ wins: event.detail.value })
  }
  remove() {
    this.dispatchEvent(new CustomEvent('remove', { detail: { index: this.index } }))
  }
}
