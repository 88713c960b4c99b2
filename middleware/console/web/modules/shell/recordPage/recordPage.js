import { LightningElement, api } from 'lwc'
import { call } from 'c/api'
import { text } from 'shell/text'
import { sessionBegun } from 'shell/session'
import { recordsChanged } from 'lightning/uiRecordApi'
import layouts from 'bothways:layouts'
import screens from 'bothways:screens'

const objects = { '003': 'Contact', '00Q': 'Lead', '001': 'Account' }

/** A record as the package's page layout shows it, with the vendor's panel and the timeline beside it. */
export default class RecordPage extends LightningElement {
  @api org
  text = text
  screens = screens
  page
  problem
  syncing = false
  _recordId

  @api
  get recordId() {
    return this._recordId
  }
  set recordId(id) {
    this._recordId = id
    this.page = undefined
    this.load()
  }

  connectedCallback() {
    window.addEventListener(recordsChanged, this.load)
    window.addEventListener(sessionBegun, this.load)
    this.template.addEventListener('refresh', this.load)
  }
  disconnectedCallback() {
    window.removeEventListener(recordsChanged, this.load)
    window.removeEventListener(sessionBegun, this.load)
  }

  get layout() {
    return layouts[objects[this._recordId.slice(0, 3)]] ?? []
  }
  get iconName() {
    return `standard:${this.page.object.toLowerCase()}`
  }
  get sections() {
    const known = new Map(this.page.fields.map((field) => [field.name, field]))
    return this.layout
      .map(({ label, columns }, key) => ({
        key,
        label,
        columns: columns.map((names, at) => ({
          key: at,
          fields: names.flatMap((name) => known.get(name) ?? [])
        }))
      }))
      .filter(({ columns }) => columns.some(({ fields }) => fields.length > 0))
  }

  load = async () => {
    const id = this._recordId
    const fields = [...new Set(this.layout.flatMap(({ columns }) => columns.flat()))].join(',') || 'Name'
    try {
      const { body } = await call('getRecordPage', { params: { record: id }, query: { fields } })
      if (id !== this._recordId) return
      this.page = body
      this.problem = undefined
      this.dispatchEvent(new CustomEvent('named', { detail: body.name }))
    } catch (problem) {
      if (id === this._recordId) this.problem = problem.message
    }
  }

  /** A quick action without a window of its own: Salesforce calls the same. */
  async syncNow() {
    this.syncing = true
    try {
      await this.refs.syncNow.invoke()
    } finally {
      this.syncing = false
    }
  }
}
