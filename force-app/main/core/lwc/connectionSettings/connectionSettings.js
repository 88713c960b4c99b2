import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { fill, sentenceOf } from 'c/texts'
import { settingOf, valuesOf } from './values'
import { labels } from './labels'

/**
 * @import { Connector } from '../../../../../middleware/routes/api/contract/connections.ts'
 * @import { ApiProblem } from 'c/api'
 */

/**
 * "Connection Settings": the form that the connector declares. Fires `saved` with `{ connection, made }`.
 * What was typed stays until it is saved or discarded by its author.
 */
export default class ConnectionSettings extends LightningElement {
  /** @type {Connector} */
  @api connector
  /** What a new connection is called unless somebody says otherwise. */
  @api suggestedName = ''
  /** It was made just now: what its check finds is shown with it. */
  @api justMade = false

  labels = labels
  /** @type {number | null} */
  connection = null
  /** @type {Record<string, string>} */
  values = {}
  /** @type {string[]} */
  secrets = []
  /** What was typed since, by setting. @type {Record<string, string>} */
  draft = {}
  /** @type {string | null} */
  typedName = null
  /** @type {string | null} */
  tag = null
  /** What is under way, in words. @type {string | null} */
  busy = labels.loading
  loaded = false
  /** @type {ApiProblem | Error | null} */
  problem = null
  conflict = false
  /** @type {{ ok: boolean, problems: string[], warnings: string[] } | null} */
  found = null

  /** Null for a connection that is still to be made. */
  @api get connectionId() {
    return this.connection
  }
  set connectionId(value) {
    const isAnother = value !== this.connection || !this.loaded
    this.connection = value
    if (isAnother && this.isConnected) this.load()
  }

  /** Something is typed that is not saved. */
  @api get dirty() {
    return Object.keys(this.draft).length > 0 || this.typedName !== null
  }

  connectedCallback() {
    window.addEventListener('beforeunload', this.warnOfLoss)
    this.load()
  }
  disconnectedCallback() {
    window.removeEventListener('beforeunload', this.warnOfLoss)
  }
  warnOfLoss = (event) => {
    if (this.dirty) event.preventDefault()
  }

  get boxes() {
    return /** @type {any[]} */ ([...(this.template?.querySelectorAll('c-setting-input') ?? [])])
  }
  get fields() {
    return this.connector.settings.map((setting) => ({
      setting,
      value: this.draft[setting.name] ?? this.values[setting.name] ?? null,
      isSet: this.secrets.includes(setting.name)
    }))
  }
  get editions() {
    const { editions } = this.connector
    return editions === null ? null : fill(labels.editions, editions.join(', '))
  }
  get shownName() {
    return this.typedName ?? this.suggestedName
  }
  get isNew() {
    return this.connection === null
  }
  get nameBox() {
    return /** @type {any} */ (this.template?.querySelector('lightning-input') ?? null)
  }
  get exists() {
    return this.connection !== null
  }
  get cannotCheck() {
    return this.busy !== null || this.dirty
  }
  get cannotSave() {
    return this.busy !== null || !this.loaded
  }
  get unloaded() {
    return !this.loaded && this.busy === null
  }

  async load() {
    this.draft = {}
    this.typedName = null
    this.conflict = false
    this.found = null
    this.loaded = false
    if (this.connection === null) {
      this.values = {}
      this.secrets = []
      this.tag = null
      this.busy = null
      this.loaded = true
      this.resetBoxes()
      return
    }
    const asked = this.connection
    await this.doing(labels.loading, async () => {
      const answer = await call('getSettings', { params: { connection: asked } })
      if (asked === this.connection) this.take(answer)
    })
    if (this.justMade && this.loaded) await this.check()
  }

  change(event) {
    const { name, value } = event.detail
    const draft = { ...this.draft, [name]: value }
    const asSaved = value === null || (value === (this.values[name] ?? '') && !this.secrets.includes(name))
    if (asSaved) delete draft[name]
    this.draft = draft
    this.found = null
  }

  changeName(event) {
    this.typedName = event.detail.value
    this.nameBox.setCustomValidity('')
  }

  discard() {
    this.draft = {}
    this.typedName = null
    this.problem = null
    this.resetBoxes()
  }

  async save() {
    const valid = this.boxes.map((box) => box.reportValidity()).every(Boolean)
    if (!valid) {
      this.boxes.find((box) => !box.reportValidity()).focus()
      return
    }
    const made = this.connection === null
    const done = await this.doing(labels.saving, async () => {
      if (made) await this.make()
      else await this.replace()
      const title = made ? labels.savedMade : labels.saved
      this.dispatchEvent(new ShowToastEvent({ title, variant: 'success' }))
      this.dispatchEvent(new CustomEvent('saved', { detail: { connection: this.connection, made } }))
    })
    // Saving proves the login; what the other settings name is looked for now, and said at its box.
    if (done && !made) await this.check()
  }

  async make() {
    const values = valuesOf(this.connector.settings, this.values, this.draft)
    const name = this.shownName.trim()
    const asked = { connector: this.connector.name, ...(name !== '' && { name }), values }
    const { body } = await call('createConnection', { body: asked })
    this.connection = body.connection
    this.take(await call('getSettings', { params: { connection: body.connection } }))
  }
  async replace() {
    const values = valuesOf(this.connector.settings, this.values, this.draft)
    const params = { connection: this.connection }
    this.take(await call('saveSettings', { params, body: { values }, tag: this.tag }))
  }

  async check() {
    await this.doing(labels.checking, async () => {
      const { body } = await call('checkConnection', { params: { connection: this.connection } })
      const elsewhere = body.problems.filter(({ setting, message }) => !this.markBox(setting, message))
      // What a blank box means stands below the box.
      const said = this.connector.settings.map(({ warnWhenBlank }) => warnWhenBlank)
      const warnings = body.warnings.filter(({ message }) => !said.includes(message))
      this.found = {
        ok: body.ok,
        problems: [...new Set(elsewhere.map(({ message }) => message))],
        warnings: [...new Set(warnings.map(({ message }) => message))]
      }
    })
  }

  /** @param {{ body: { values: Record<string, string>, secrets: string[] }, tag: string | null }} answer */
  take({ body, tag }) {
    this.values = body.values
    this.secrets = body.secrets
    this.tag = tag
    this.draft = {}
    this.typedName = null
    this.conflict = false
    this.loaded = true
    this.resetBoxes()
  }

  /**
   * Does one thing at a time; what goes wrong is said, and takes nothing off the screen.
   * @param {string} what
   * @param {() => Promise<void>} deed
   */
  async doing(what, deed) {
    this.busy = what
    this.problem = null
    this.found = null
    try {
      await deed()
      return true
    } catch (problem) {
      if (problem.status === 412) this.conflict = true
      else if (!this.mark(problem)) this.problem = problem
      return false
    } finally {
      this.busy = null
    }
  }

  /** Marks the box that a problem is about; false: there is none. */
  mark(problem) {
    const sentence = sentenceOf(problem)
    if (problem.field !== 'name' || this.nameBox === null)
      return this.markBox(settingOf(problem.field), sentence)
    this.nameBox.setCustomValidity(sentence)
    this.nameBox.reportValidity()
    this.nameBox.focus()
    return true
  }
  /**
   * @param {string | null | undefined} name
   * @param {string} message
   */
  markBox(name, message) {
    const box = this.boxes.find((each) => each.setting.name === name)
    if (box === undefined) return false
    box.mark(message)
    box.focus()
    return true
  }

  resetBoxes() {
    for (const box of this.boxes) box.reset()
  }
}
