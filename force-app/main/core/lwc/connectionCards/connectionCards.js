import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import { labels } from './labels'

/**
 * @import { ConnectionCard, Connector } from '../../../../../middleware/routes/api/contract/connections.ts'
 */

/** The org's connections as cards. Fires `choose` with the connection, `add` with the connector's name. */
export default class ConnectionCards extends LightningElement {
  /** @type {ConnectionCard[]} */
  @api connections = []
  /** @type {Connector[]} */
  @api connectors = []
  /**
   * The connection that is shown below.
   * @type {number | null}
   */
  @api chosen = null

  labels = labels

  get cards() {
    return this.connections.map((card) => ({
      ...card,
      current: card.connection === this.chosen ? 'true' : null,
      look: card.connection === this.chosen ? 'card slds-box slds-box_x-small chosen' : 'card slds-box slds-box_x-small', // prettier-ignore
      linked: fill(labels.links, card.links),
      issues: card.openIssues === 0 ? null : fill(labels.issues, card.openIssues)
    }))
  }

  get single() {
    return this.connectors.length === 1
  }
  get several() {
    return this.connectors.length > 1
  }
  get addLabel() {
    return fill(labels.addNamed, this.connectors[0].label)
  }

  choose(event) {
    const connection = Number(event.currentTarget.dataset.connection)
    this.dispatchEvent(new CustomEvent('choose', { detail: { connection } }))
  }

  addOnly() {
    this.add(this.connectors[0].name)
  }
  addSelected(event) {
    this.add(event.detail.value)
  }
  /** @param {string} connector */
  add(connector) {
    this.dispatchEvent(new CustomEvent('add', { detail: { connector } }))
  }
}
