import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { labels } from './labels'

/**
 * @import { ApiProblem } from 'c/api'
 * @import { Finding, MappedPair } from '../../../../../middleware/routes/api/contract/mapping.ts'
 * @import { ObjectDescription } from '../../../../../middleware/routes/api/contract/connections.ts'
 */

/** "Mapping Settings": which objects take part, and how their fields go together. Fires `saved`. */
export default class MappingSettings extends LightningElement {
  /** What the connected system is called. */
  @api connectorLabel = ''
  @api get connectionId() {
    return this.connection
  }
  set connectionId(value) {
    const isAnother = value !== this.connection
    this.connection = value
    if (isAnother && this.isConnected) this.load()
  }
  /** Something is changed that is not saved. */
  @api get dirty() {
    return JSON.stringify(this.pairs) !== this.saved
  }

  labels = labels
  /** @type {number | undefined} */
  connection = undefined
  /** @type {MappedPair[]} */
  pairs = []
  saved = '[]'
  /** @type {string | null} */
  tag = null
  /** By side and name. @type {Record<string, ObjectDescription>} */
  objects = {}
  /** @type {Finding[] | null} */
  findings = null
  /** What is under way, in words. @type {string | null} */
  busy = null
  loaded = false
  conflict = false
  /** @type {ApiProblem | Error | null} */
  problem = null

  connectedCallback() {
    window.addEventListener('beforeunload', this.warnOfLoss)
    this.load()
  }
  disconnectedCallback() {
    window.removeEventListener('beforeunload', this.warnOfLoss)
  }
  warnOfLoss = (event) => {
    if (this.dirty) event.preventDefault()
  }

  get choices() {
    return this.pairs.map(({ name, salesforce, enabled }) => ({
      name,
      enabled,
      label: name === salesforce ? this.labelOf('salesforce', salesforce) : name
    }))
  }
  get chosen() {
    return this.pairs
      .filter(({ enabled }) => enabled)
      .map((pair) => ({
        pair,
        key: pair.name,
        salesforce: this.objects[`salesforce ${pair.salesforce}`] ?? null,
        external: this.objects[`external ${pair.external}`] ?? null,
        findings: (this.findings ?? []).filter((one) => one.pair === pair.name)
      }))
  }
  get allWell() {
    return this.findings?.length === 0
  }
  get cannotSave() {
    return this.busy !== null || !this.loaded || !this.dirty
  }
  get isBusy() {
    return this.busy !== null
  }

  /** @param {'salesforce' | 'external'} side */
  labelOf(side, name) {
    return this.objects[`${side} ${name}`]?.label ?? name
  }

  async load() {
    const asked = this.connection
    if (asked === undefined) return
    this.conflict = false
    this.loaded = false
    await this.doing(labels.loading, async () => {
      const answer = await call('getMapping', { params: { connection: asked } })
      if (asked !== this.connection) return
      this.take(answer)
      await this.describe()
    })
    if (this.loaded) await this.check()
  }

  take({ body, tag }) {
    this.pairs = body.pairs
    this.saved = JSON.stringify(body.pairs)
    this.tag = tag
    this.conflict = false
    this.loaded = true
  }

  /** Both sides of every pair that takes part, once each. */
  async describe() {
    const wanted = this.pairs
      .filter(({ enabled }) => enabled)
      .flatMap(({ salesforce, external }) => [`salesforce ${salesforce}`, `external ${external}`])
    const missing = [...new Set(wanted)].filter((key) => !(key in this.objects))
    const found = await Promise.all(
      missing.map(async (key) => {
        const [side, object] = key.split(' ')
        const { body } = await call('describeObject', {
          params: { connection: this.connection, side, object }
        })
        return [key, body]
      })
    )
    this.objects = { ...this.objects, ...Object.fromEntries(found) }
  }

  choose(event) {
    const { name } = event.target.dataset
    const enabled = event.target.checked
    this.pairs = this.pairs.map((pair) => (pair.name === name ? { ...pair, enabled } : pair))
    this.findings = null
    return this.doing(labels.loading, () => this.describe())
  }
  change(event) {
    const changed = event.detail
    this.pairs = this.pairs.map((pair) => (pair.name === changed.name ? changed : pair))
    this.findings = null
  }
  discard() {
    this.pairs = JSON.parse(this.saved)
    this.problem = null
    this.findings = null
  }

  check() {
    const asked = this.pairs
    return this.doing(labels.checking, async () => {
      const { body } = await call('preflight', {
        params: { connection: this.connection },
        body: { pairs: asked }
      })
      // What was changed meanwhile was not looked at.
      if (asked === this.pairs) this.findings = body.findings
    })
  }

  async save() {
    await this.doing(labels.saving, async () => {
      const params = { connection: this.connection }
      this.take(await call('saveMapping', { params, body: { pairs: this.pairs }, tag: this.tag }))
      this.dispatchEvent(new ShowToastEvent({ title: labels.saved, variant: 'success' }))
      this.dispatchEvent(new CustomEvent('saved'))
    })
    if (!this.dirty) await this.check()
  }

  /**
   * Does one thing at a time; what goes wrong is said, and takes nothing off the screen.
   * @param {string} what
   * @param {() => Promise<void>} deed
   */
  async doing(what, deed) {
    this.busy = what
    this.problem = null
    try {
      await deed()
    } catch (problem) {
      if (problem.status === 412) this.conflict = true
      else this.problem = problem
    } finally {
      this.busy = null
    }
  }
}
