import { LightningElement, api } from 'lwc'
import { NavigationMixin } from 'lightning/navigation'
import { fill } from 'c/texts'
import { labels } from './labels'

/** Leads to a Salesforce record; shows its id where there is no better name. */
export default class RecordLink extends NavigationMixin(LightningElement) {
  /** @type {string} */
  @api recordId
  /** @type {string | undefined} */
  @api label
  address = '#'

  async connectedCallback() {
    this.address = await this[NavigationMixin.GenerateUrl](this.page)
  }

  get page() {
    return {
      type: 'standard__recordPage',
      attributes: { recordId: this.recordId, actionName: 'view' }
    }
  }
  get text() {
    return this.label ?? this.recordId
  }
  get title() {
    return fill(labels.open, this.text)
  }

  open(event) {
    // Opened beside this page by the browser itself.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    this[NavigationMixin.Navigate](this.page)
  }
}
