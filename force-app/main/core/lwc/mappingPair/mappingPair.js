import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { blankPolicies, sectionsOf, withBlankPolicy } from './pairs'
import { labels } from './labels'

/**
 * @import { ApiProblem } from 'c/api'
 * @import { Finding, MappedPair } from '../../../../../middleware/routes/api/contract/mapping.ts'
 * @import { ObjectDescription } from '../../../../../middleware/routes/api/contract/connections.ts'
 */

const themeOf = ({ severity }) => (severity === 'error' ? 'slds-text-color_error' : 'slds-text-color_default')

/** A Salesforce object and its counterpart: what is created, who takes part, and line by line what flows. Fires `change` with the whole pair. */
export default class MappingPair extends LightningElement {
  @api connectionId
  @api connectorLabel = ''
  /** @type {MappedPair} */
  @api pair
  /** @type {ObjectDescription | null} */
  @api salesforce = null
  /** @type {ObjectDescription | null} */
  @api external = null
  /** What pre-flight found of this pair. @type {Finding[]} */
  @api findings = []

  labels = labels
  said = ''
  /** @type {ApiProblem | Error | null} */
  problem = null

  get title() {
    return `${this.salesforce?.label ?? this.pair.salesforce} ↔ ${this.external?.label ?? this.pair.external} (${this.connectorLabel})`
  }
  get createsOutside() {
    return this.pair.policy.create.toExternal
  }
  get createsInside() {
    return this.pair.policy.create.toSalesforce
  }
  get createOutsideLabel() {
    return fill(labels.createOutside, this.connectorLabel)
  }
  get blanks() {
    return blankPolicies(this.pair, this.salesforce).map((one) => ({
      ...one,
      // Of each pair its own: of all radio buttons of one name on a page, only one is chosen.
      group: `${this.pair.name}.${one.external}`,
      label: fill(labels.whenBlank, one.fieldLabel, this.connectorLabel),
      fills: one.filler !== null,
      value: one.filler === null ? 'skip' : 'fill'
    }))
  }
  get blankOptions() {
    return [
      { label: labels.whenBlankSkip, value: 'skip' },
      { label: labels.whenBlankFill, value: 'fill' }
    ]
  }
  get general() {
    return this.findings
      .filter((one) => one.line === null)
      .map((one, key) => ({ ...one, key, theme: themeOf(one) }))
  }
  get sections() {
    const { open = null } = this.external ?? {}
    return sectionsOf(this.pair.lines, open).map((section) => ({
      ...section,
      label: section.open?.label ?? labels.standard,
      // Several pairs stand below each other, each with the same sections.
      name: `${this.salesforce?.label ?? this.pair.salesforce}: ${section.open?.label ?? labels.standard}`,
      addLabel: fill(labels.addTo, section.open?.label ?? labels.standard),
      lines: section.lines.map(({ line, index }) => ({
        line,
        index,
        key: `${index} ${line.external}`,
        findings: this.findings.filter((one) => one.line === line.external)
      }))
    }))
  }
  get taken() {
    return this.pair.lines.map((line) => line.external)
  }

  tell(pair) {
    this.said = ''
    this.dispatchEvent(new CustomEvent('change', { detail: pair }))
  }
  /** Base components tell of a change through every shadow: above this one only what `tell` makes of it is heard. */
  keep(event) {
    event.stopPropagation()
  }
  changeCreate(event) {
    const { way } = event.target.dataset
    const create = { ...this.pair.policy.create, [way]: event.target.checked }
    this.tell({ ...this.pair, policy: { ...this.pair.policy, create } })
  }
  changeBlank(event) {
    const { external } = event.target.dataset
    this.tell(withBlankPolicy(this.pair, external, event.detail.value === 'fill' ? '' : null))
  }
  changeFiller(event) {
    this.tell(withBlankPolicy(this.pair, event.target.dataset.external, event.detail.value))
  }
  changeCriterion(event) {
    const { criterion, whenOut } = event.detail
    const pair = { ...this.pair, policy: { ...this.pair.policy, whenOut } }
    if (criterion.all.length === 0) delete pair.criterion
    else pair.criterion = criterion
    this.tell(pair)
  }
  changeLine(event) {
    const { index, line } = event.detail
    this.tell({ ...this.pair, lines: this.pair.lines.map((one, at) => (at === index ? line : one)) })
  }
  removeLine(event) {
    const { index } = event.detail
    this.tell({ ...this.pair, lines: this.pair.lines.filter((_, at) => at !== index) })
  }
  addLine(event) {
    const prefix = event.target.dataset.prefix ?? ''
    const free = this.external?.fields.find((one) => !this.taken.includes(one.name))
    const name = prefix === '' ? (free?.name ?? '') : `${prefix}${this.pair.lines.length + 1}`
    const [first] = this.salesforce?.fields ?? []
    if (name === '' || first === undefined) return
    const line = { salesforce: [first.name], external: name, direction: 'toExternal', blank: 'propagate' }
    this.tell({ ...this.pair, lines: [...this.pair.lines, line] })
  }

  async suggest() {
    try {
      const asked = { params: { connection: this.connectionId }, query: { pair: this.pair.name } }
      const { body } = await call('suggestLines', asked)
      const lines = body.suggestions
        .map((one) => one.line)
        .filter((line) => !this.taken.includes(line.external))
      this.problem = null
      if (lines.length === 0) this.said = labels.noSuggestion
      else this.tell({ ...this.pair, lines: [...this.pair.lines, ...lines] })
    } catch (problem) {
      this.problem = problem
    }
  }
}
