import { LightningElement } from 'lwc'
import { call } from 'c/api'
import { fill } from 'c/texts'
import ConfirmModal from 'c/confirmModal'
import { labels } from './labels'

/**
 * @import { Answer } from '../../../../../middleware/routes/api/contract/index.ts'
 * @import { ApiProblem } from 'c/api'
 */

/** Keys that the org calls with: when each was made and used, and the button that ends it. A key itself is shown to nobody. */
export default class OrgKeys extends LightningElement {
  labels = labels
  /** @type {Answer<'listKeys'>['keys']} */
  keys = []
  loading = true
  loaded = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    this.doing(() => this.load())
  }

  get rows() {
    return this.keys.map((each) => ({
      ...each,
      active: each.revokedAt === null,
      revokeTitle: fill(labels.revokeNamed, each.key)
    }))
  }
  get hasRows() {
    return this.keys.length > 0
  }
  get isEmpty() {
    return this.loaded && !this.hasRows
  }

  async load() {
    const { body } = await call('listKeys')
    this.keys = body.keys
    this.loaded = true
  }

  async revoke(event) {
    const key = Number(event.currentTarget.dataset.key)
    const yes = await ConfirmModal.open({
      size: 'small',
      label: fill(labels.revokeQuestion, key),
      lines: [labels.revokeLine1, labels.revokeLine2],
      confirmLabel: labels.revoke,
      confirmVariant: 'destructive'
    })
    if (yes !== true) return
    await this.doing(async () => {
      await call('revokeKey', { params: { key } })
      await this.load()
    })
  }

  /** @param {() => Promise<void>} deed */
  async doing(deed) {
    this.loading = true
    this.problem = null
    try {
      await deed()
    } catch (problem) {
      this.problem = problem
    } finally {
      this.loading = false
    }
  }
}
