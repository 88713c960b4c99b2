import { LightningElement, api } from 'lwc'

/** Something there is to say in place of a page, with at most one thing to do about it. */
export default class Note extends LightningElement {
  @api title
  @api said
  @api action
  @api iconName = 'utility:info'

  act() {
    this.dispatchEvent(new CustomEvent('action'))
  }
}
