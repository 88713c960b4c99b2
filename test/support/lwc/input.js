import { LightningElement, api } from 'lwc'

/** Like the preset's stub of lightning-input, and it knows when it is wrong. */
export default class Input extends LightningElement {
  @api autocomplete
  @api checked
  @api disabled
  @api fieldLevelHelp
  @api formatFractionDigits
  @api formatter
  @api label
  @api max
  @api maxLength
  @api messageWhenBadInput
  @api messageWhenRangeOverflow
  @api messageWhenRangeUnderflow
  @api messageWhenStepMismatch
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
  wrongNumber(value) {
    if (Number.isNaN(value)) return this.messageWhenBadInput ?? 'Not a number.'
    if (this.min !== undefined && value < Number(this.min))
      return this.messageWhenRangeUnderflow ?? 'Too small.'
    if (this.max !== undefined && value > Number(this.max))
      return this.messageWhenRangeOverflow ?? 'Too large.'
    const whole = this.step === '1' && !Number.isInteger(value)
    return whole ? (this.messageWhenStepMismatch ?? 'Not a whole number.') : ''
  }
  wrong() {
    if (this.custom !== '') return this.custom
    const blank = this.value === undefined || this.value === null || this.value === ''
    if (blank) return this.required ? 'Complete this field.' : ''
    return this.type === 'number' ? this.wrongNumber(Number(this.value)) : ''
  }
}
