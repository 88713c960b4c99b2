import { LightningElement } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import { deeds } from './deeds'
import { labels } from './labels'

/**
 * @import { AuditEntry } from '../../../../../middleware/routes/api/contract/setup.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** Of all others without a connection the detail says which record, or what was made. */
const ofOrg = new Set(['registerOrg', 'revokeKey', 'connect'])

/** @param {AuditEntry} entry */
function placeOf({ connection, action }) {
  if (connection !== null) return connection.name ?? fill(labels.connectionGone, connection.connection)
  return ofOrg.has(action) ? labels.org : ''
}

/** "What was done": the audit log of the org, newest first; calls that only ask are left out. */
export default class AuditList extends LightningElement {
  labels = labels
  /** @type {AuditEntry[]} */
  entries = []
  /** @type {string | null} */
  next = null
  loading = true
  loaded = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    this.load()
  }

  get rows() {
    return this.entries.map((entry, key) => ({
      ...entry,
      key,
      // An action that is newer than this package has no label of ours yet.
      deed: deeds[entry.action] ?? entry.what,
      place: placeOf(entry),
      result: labels[entry.outcome],
      look: entry.outcome === 'done' ? '' : 'slds-text-color_error'
    }))
  }
  get hasRows() {
    return this.entries.length > 0
  }
  get isEmpty() {
    return this.loaded && !this.hasRows
  }

  load() {
    return this.ask(null)
  }
  more() {
    return this.ask(this.next)
  }

  /** @param {string | null} after */
  async ask(after) {
    this.loading = true
    try {
      const { body } = await call('listAudit', { query: { only: 'changes', after, limit: 25 } })
      this.entries = after === null ? body.items : [...this.entries, ...body.items]
      this.next = body.next
      this.loaded = true
      this.problem = null
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }
}
