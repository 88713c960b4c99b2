import { LightningElement } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { keepPlace, lastPlace } from 'c/lastPlace'
import { labels } from './labels'

/**
 * @import { ConnectionCard, Connector } from '../../../../../middleware/routes/api/contract/connections.ts'
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { ApiProblem } from 'c/api'
 */

const tabs = ['settings', 'information', 'mapping', 'plan', 'issues', 'history']

/** The tab: the org, its connections, and of the chosen one everything else. Holds what is chosen; the rest asks for itself. */
export default class Synchronization extends LightningElement {
  labels = labels
  /** @type {Answer<'me'> | null} */
  me = null
  /** @type {ConnectionCard[]} */
  connections = []
  /** @type {Connector[]} */
  connectors = []
  loading = true
  loaded = false
  needsSetup = false
  showsSetup = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  /** @type {number | null} */
  chosen = null
  /** A connection that is being made: its connector's name. @type {string | null} */
  adding = null
  tab = 'settings'
  /** The plan that something led to; null: the newest. @type {number | null} */
  planId = null
  justMade = false

  connectedCallback() {
    this.load()
  }
  renderedCallback() {
    if (this.org !== null && this.card !== null)
      keepPlace(this.org.salesforceOrgId, { connection: this.card.connection, tab: this.tab })
  }

  async load() {
    this.loading = true
    try {
      const [me, { body: known }, { body: own }] = await Promise.all([
        call('me'),
        call('listConnectors'),
        call('listConnections')
      ])
      this.me = me.body
      this.connectors = known.connectors
      this.take(own.connections)
      this.needsSetup = false
      this.problem = null
      this.loaded = true
    } catch (problem) {
      // No answer may be for a moment: what is shown stays. At the beginning it means that nothing is set up.
      this.needsSetup = problem.status === 401 || (problem.status === 0 && !this.loaded)
      this.problem = this.needsSetup ? null : problem
    } finally {
      this.loading = false
    }
  }

  /** The cards again; what is below them stays. */
  async reloadCards() {
    try {
      const { body } = await call('listConnections')
      this.take(body.connections)
      this.problem = null
    } catch (problem) {
      this.problem = problem
    }
  }

  /** @param {ConnectionCard[]} connections */
  take(connections) {
    this.connections = connections
    if (this.card !== null) return
    const last = this.org === null ? null : lastPlace(this.org.salesforceOrgId)
    if (last !== null && connections.some(({ connection }) => connection === last.connection)) {
      this.chosen = last.connection
      this.tab = tabs.includes(last.tab) ? last.tab : tabs[0]
      return
    }
    const [first] = connections
    this.chosen = first?.connection ?? null
    this.tab = first?.state === 'active' ? 'information' : 'settings'
  }

  /** @type {ConnectionCard | null} */
  get card() {
    return this.connections.find(({ connection }) => connection === this.chosen) ?? null
  }
  get org() {
    return this.me?.org ?? null
  }
  get showsOrg() {
    return this.loaded && !this.needsSetup && this.org !== null
  }
  get lacksOrg() {
    return this.loaded && !this.needsSetup && this.org === null
  }
  get setupShown() {
    return this.needsSetup || this.showsSetup
  }
  get setupLabel() {
    return this.showsSetup ? labels.setupClose : labels.setup
  }
  get setupExpanded() {
    return String(this.showsSetup)
  }
  get isEmpty() {
    return this.connections.length === 0 && this.adding === null
  }
  get newConnector() {
    return this.connectors.find(({ name }) => name === this.adding) ?? null
  }
  get newHeading() {
    return fill(labels.newNamed, this.newConnector?.label)
  }
  /** No two connections of an org are called the same. */
  get newName() {
    const label = this.newConnector?.label ?? ''
    const taken = this.connections.map(({ name }) => name)
    let name = label
    for (let number = 2; taken.includes(name); number++) name = `${label} ${number}`
    return name
  }
  get shownCards() {
    return this.card === null || this.adding !== null ? [] : [this.card]
  }
  /** Of the chosen connection; null where the middleware does not have it any more. */
  get connector() {
    return this.connectors.find(({ name }) => name === this.card?.connector) ?? null
  }
  get issuesLabel() {
    const count = this.card?.openIssues ?? 0
    return count === 0 ? labels.issues : fill(labels.issuesCount, count)
  }

  // What polls or is only looked at is there while it is looked at; forms stay, with what was typed.
  get onInformation() {
    return this.tab === 'information'
  }
  get onPlan() {
    return this.tab === 'plan'
  }
  get onIssues() {
    return this.tab === 'issues'
  }
  get onHistory() {
    return this.tab === 'history'
  }

  toggleSetup() {
    this.showsSetup = !this.showsSetup
  }
  setupChanged() {
    this.loaded = false
    return this.load()
  }

  async choose(event) {
    const { connection } = event.detail
    if (connection === this.chosen && this.adding === null) return
    if (!(await this.mayLeave())) return
    this.adding = null
    this.chosen = connection
    this.planId = null
    this.justMade = false
  }
  async add(event) {
    if (!(await this.mayLeave())) return
    this.adding = event.detail.connector
  }
  async cancelAdding() {
    if (await this.mayLeave()) this.adding = null
  }

  /** Asks where something is typed that is not saved. */
  async mayLeave() {
    const forms =
      this.template?.querySelectorAll('c-connection-settings, c-connection-limits, c-mapping-settings') ?? []
    const typed = [...forms].some((form) => /** @type {any} */ (form).dirty === true)
    if (!typed) return true
    const yes = await ConfirmModal.open({
      size: 'small',
      label: labels.leaveQuestion,
      lines: [labels.leaveLine],
      confirmLabel: labels.leave
    })
    return yes === true
  }

  async made(event) {
    const { connection } = event.detail
    await this.reloadCards()
    this.adding = null
    this.chosen = connection
    this.tab = 'settings'
    this.justMade = true
  }
  /** Its card is gone with it: the first of those that are left is shown. */
  deleted() {
    this.chosen = null
    return this.reloadCards()
  }
  /** What is used is told beside its limit. */
  limitsSaved() {
    const information = /** @type {any} */ (this.template?.querySelector('c-sync-information'))
    information?.refresh()
  }
  openMapping() {
    this.justMade = false
    this.tab = 'mapping'
  }

  activate(event) {
    this.tab = event.target.value
    if (this.tab !== 'settings') this.justMade = false
  }
  /** A step that is on another tab. */
  show(event) {
    const { tab, planId = null } = event.detail
    this.planId = planId
    this.tab = tab
  }
}
