import { LightningElement, api } from 'lwc'
import { text } from 'shell/text'
import { addressOf, follow } from 'shell/router'
import RegisterOrg from 'shell/registerOrg'

const icons = { paired: 'utility:success', registered: 'utility:clock', repair: 'utility:warning' }

/** The registered orgs, and the way to register another. `registered` is fired when there is a new one. */
export default class Orgs extends LightningElement {
  @api orgs = []
  text = text
  follow = follow

  get rows() {
    return this.orgs.map((org) => ({
      ...org,
      key: org.salesforceOrgId ?? org.address,
      icon: icons[org.state] ?? 'utility:info',
      stateText: text[`state_${org.state}`],
      open: org.salesforceOrgId === null ? null : addressOf(org.salesforceOrgId, 'synchronization')
    }))
  }

  async register() {
    const org = await RegisterOrg.open({ label: text.registerOrg, size: 'small' })
    if (org !== undefined) this.dispatchEvent(new CustomEvent('registered', { detail: org }))
  }
}
