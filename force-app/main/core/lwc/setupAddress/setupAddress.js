import { LightningElement, api } from 'lwc'
import setAddress from '@salesforce/apex/SetupController.setAddress'
import grantAccess from '@salesforce/apex/SetupController.grantAccess'
import useCredential from '@salesforce/apex/SetupController.useCredential'
import { labels } from './labels'

/** Of Salesforce only: where the middleware is, and whether the package's users may call it. Fires `changed`. */
export default class SetupAddress extends LightningElement {
  /**
   * What `SetupController.getState` told.
   * @type {{ address: string | null, principalGranted: boolean, reachable: boolean, said: string }}
   */
  @api state

  labels = labels
  /** @type {string | null} */
  typed = null
  credential = ''
  busy = false
  /** @type {Error | null} */
  problem = null
  said = ''

  get address() {
    return this.typed ?? this.state.address ?? ''
  }

  type(event) {
    this.typed = event.detail.value
  }

  typeCredential(event) {
    this.credential = event.detail.value
  }
  takeCredential() {
    return this.doing(() => useCredential({ name: this.credential.trim() }))
  }

  async save() {
    const box = /** @type {any} */ (this.template?.querySelector('lightning-input[data-box=address]'))
    if (!box.reportValidity()) return
    await this.doing(() => setAddress({ address: this.address.trim() }))
    if (this.problem === null) this.typed = null
  }
  grant() {
    return this.doing(() => grantAccess())
  }

  /** @param {() => Promise<string>} deed */
  async doing(deed) {
    this.busy = true
    this.problem = null
    try {
      const { said = '' } = JSON.parse(await deed())
      this.said = said
      this.dispatchEvent(new CustomEvent('changed'))
    } catch (error) {
      // What Apex says is for people already.
      this.problem = Object.assign(new Error(error.body?.message ?? error.message), { code: 'salesforce' })
    } finally {
      this.busy = false
    }
  }
}
