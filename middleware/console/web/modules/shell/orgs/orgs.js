import { LightningElement, api } from 'lwc'
import { text } from 'shell/text'
import { addressOf, follow } from 'shell/router'

/** The registered orgs. */
export default class Orgs extends LightningElement {
  @api orgs = []
  text = text
  follow = follow

  get rows() {
    return this.orgs.map((org) => ({
      ...org,
      key: org.salesforceOrgId ?? org.address,
      open: org.salesforceOrgId === null ? null : addressOf(org.salesforceOrgId, 'synchronization')
    }))
  }
}
