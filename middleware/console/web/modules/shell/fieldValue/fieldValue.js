import { LightningElement, api } from 'lwc'
import { text } from 'shell/text'
import { addressOf, follow } from 'shell/router'

const kinds = {
  boolean: 'flag',
  email: 'email',
  phone: 'phone',
  url: 'url',
  datetime: 'datetime',
  date: 'date',
  int: 'number',
  double: 'number',
  long: 'number',
  currency: 'number',
  percent: 'number'
}
/** Records that have a page here, by the beginning of their ids. */
const withPage = /^(?:001|003|00Q)/

/** A value as people of this locale read it. */
export default class FieldValue extends LightningElement {
  /** As the API tells it. */
  @api field
  @api org
  follow = follow
  text = text

  get empty() {
    return this.field.value === null || this.field.value === ''
  }
  get is() {
    return { [kinds[this.field.type] ?? 'text']: true }
  }
  get isTrue() {
    return this.field.type === 'boolean' && this.field.value === 'true'
  }
  get shown() {
    return this.field.text ?? this.field.value
  }
  get href() {
    const { type, value } = this.field
    return type === 'reference' && withPage.test(value) ? addressOf(this.org, 'records', value) : undefined
  }
}
