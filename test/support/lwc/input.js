import { LightningElement, api } from 'lwc'

/** Like the preset's stub of lightning-input, and it knows when it is wrong. */
export default class Input extends LightningElement {
  @api autocomplete
  @api checked
  @api disabled
  @api fieldLevelHelp
  @api label
  @api max
  @api maxLength
  @api messageWhenTypeMismatch
  @api messageWhenValueMissing
  @api min
  @api minLength
  @api name
  @api pattern
  @api placeholder
  @api readOnly
  @api required
  @api step
  @api type
  @api value
  @api variant
  focused = false
  custom = ''
  shown = ''

  /** What the person reads under the box. */
  @api get message() {
    return this.shown
  }
  @api get hasFocus() {
    return this.focused
  }
  @api setCustomValidity(message) {
    this.custom = message
  }
  @api checkValidity() {
    return this.wrong() === ''
  }
  @api reportValidity() {
    this.shown = this.wrong()
    return this.shown === ''
  }
  @api focus() {
    this.focused = true
  }
  wrong() {
    if (this.custom !== '') return this.custom
    const blank = this.value === undefined || this.value === null || this.value === ''
    return this.required && blank ? 'Complete this field.' : ''
  }
}
