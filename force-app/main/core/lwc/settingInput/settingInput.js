import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { Connector } from '../../../../../middleware/routes/api/contract/connections.ts' */

const inputTypes = { text: 'text', secret: 'password', url: 'url', email: 'email' }

/**
 * One box of the form, as the connector declares it. A secret that is set is not shown and not sent again: it is kept,
 * replaced or removed. Fires `change` with `{ name, value }`; value null: it stays as it is.
 */
export default class SettingInput extends LightningElement {
  /** @type {Connector['settings'][number]} */
  @api setting
  /** @type {string | null | undefined} */
  @api value
  /** A secret that the middleware holds already. */
  @api isSet = false

  labels = labels
  replacing = false
  removing = false
  /**
   * What the middleware says of the value, until it is changed.
   * @type {string | null}
   */
  refusal = null
  refusalIsNew = false
  wantsFocus = false

  /** Marks the box with what is wrong with its value. */
  @api mark(message) {
    this.refusal = message
    this.refusalIsNew = true
    // A secret that is set has no box to mark: it is the one to replace.
    if (this.locked) this.replacing = true
    this.applyRefusal()
  }

  @api reportValidity() {
    return this.box?.reportValidity() ?? true
  }

  @api focus() {
    this.wantsFocus = true
    this.applyFocus()
  }

  /** Nothing is typed, and nothing is marked. */
  @api reset() {
    this.replacing = false
    this.removing = false
    this.clearRefusal()
  }

  renderedCallback() {
    this.applyRefusal()
    this.applyFocus()
  }

  get box() {
    return /** @type {any} */ (this.template?.querySelector('lightning-input') ?? null)
  }
  get locked() {
    return this.isSet && !this.replacing && !this.removing
  }
  get canKeep() {
    return this.isSet && this.replacing
  }
  get inputType() {
    return inputTypes[this.setting.type]
  }
  get isSecret() {
    return this.setting.type === 'secret'
  }
  get autocomplete() {
    return this.isSecret ? 'new-password' : 'off'
  }
  get shown() {
    return this.value ?? ''
  }
  get required() {
    return !this.setting.optional
  }
  get warning() {
    const blank = this.shown.trim() === '' && !this.locked
    return blank ? this.setting.warnWhenBlank : null
  }
  get replaceTitle() {
    return fill(labels.replaceNamed, this.setting.label)
  }
  get keepTitle() {
    return fill(labels.keepNamed, this.setting.label)
  }
  get removeTitle() {
    return fill(labels.removeNamed, this.setting.label)
  }

  typed(event) {
    event.stopPropagation()
    this.clearRefusal()
    this.tell(event.detail.value)
  }
  replace() {
    this.replacing = true
    this.focus()
  }
  keep() {
    this.reset()
    this.tell(null)
  }
  remove() {
    this.removing = true
    this.tell('')
  }

  /** @param {string | null} value */
  tell(value) {
    this.dispatchEvent(new CustomEvent('change', { detail: { name: this.setting.name, value } }))
  }

  applyRefusal() {
    const { box } = this
    if (!this.refusalIsNew || box === null) return
    this.refusalIsNew = false
    box.setCustomValidity(this.refusal ?? '')
    box.reportValidity()
  }
  clearRefusal() {
    if (this.refusal === null) return
    this.refusal = null
    this.refusalIsNew = true
    this.applyRefusal()
  }
  applyFocus() {
    const { box } = this
    if (!this.wantsFocus || box === null) return
    this.wantsFocus = false
    box.focus()
  }
}
