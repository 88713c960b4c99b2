import { api } from 'lwc'
import LightningModal from 'lightning/modal'

/** The window in which Lightning shows a quick action; it closes when the action asks for it. */
export default class Action extends LightningModal {
  @api recordId
  @api screen

  connectedCallback() {
    this.template.addEventListener('lightning__actionsclosescreen', () => this.close())
  }
}
