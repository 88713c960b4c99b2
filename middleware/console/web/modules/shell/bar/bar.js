import { LightningElement, api } from 'lwc'
import { text } from 'shell/text'
import { addressOf, follow, go } from 'shell/router'

const names = ['synchronization', 'records']

/** The bar on top: pages of the org that is looked at, other orgs, the way out. */
export default class Bar extends LightningElement {
  @api me
  @api orgs = []
  @api place
  text = text
  follow = follow

  get pages() {
    const { org, page } = this.place
    if (org === null) return []
    return names.map((name) => ({
      name,
      label: text[name],
      address: addressOf(org, name),
      current: name === page ? 'page' : undefined
    }))
  }

  get choices() {
    return this.orgs
      .filter(({ salesforceOrgId }) => salesforceOrgId !== null)
      .map(({ salesforceOrgId: id, name }) => ({ id, name, current: id === this.place.org }))
  }

  get orgName() {
    return this.choices.find(({ current }) => current)?.name ?? text.chooseOrg
  }

  choose({ detail: { value } }) {
    go(value === '' ? addressOf('orgs') : addressOf(value, 'synchronization'))
  }

  skip() {
    this.dispatchEvent(new CustomEvent('skip'))
  }

  signOut() {
    this.dispatchEvent(new CustomEvent('signout'))
  }
}
