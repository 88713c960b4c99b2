import { LightningElement, api } from 'lwc'

/** Says why there is nothing here, and what to do about it; a button may stand in its slot. */
export default class EmptyState extends LightningElement {
  @api heading
  @api message
  @api iconName = 'utility:info'
}
