import { LightningElement, api } from 'lwc'
import { ShowToastEvent } from 'lightning/platformShowToastEvent'
import { call } from 'c/api'
import { filled, text } from 'shell/text'
import { addressOf, follow, go } from 'shell/router'
import { sessionBegun } from 'shell/session'

const objects = ['Contact', 'Lead', 'Account']
/** Long enough to type on, short enough not to wait. */
const PAUSE_MS = 300
/** More than one screen; who looks for somebody says whom. */
const MOST = 50

/** Records of one object, found by name or e-mail address; those chosen can be looked at again at once. */
export default class Records extends LightningElement {
  /** The org's id. */
  @api org
  text = text
  follow = follow
  object = 'Contact'
  asked = ''
  found
  chosen = new Set()
  busy = false
  problem
  /** Of the newest question; answers to older ones are dropped. */
  question = 0
  typing

  connectedCallback() {
    const query = new URLSearchParams(window.location.search)
    if (objects.includes(query.get('object'))) this.object = query.get('object')
    this.asked = query.get('text') ?? ''
    window.addEventListener(sessionBegun, this.again)
    this.load()
  }

  disconnectedCallback() {
    window.removeEventListener(sessionBegun, this.again)
    clearTimeout(this.typing)
    this.question++
  }

  get objects() {
    return objects.map((value) => ({ value, label: text[`object${value}`] }))
  }
  get people() {
    return this.object !== 'Account'
  }
  get rows() {
    return this.found?.map((row) => ({
      ...row,
      href: addressOf(this.org, 'records', row.salesforceId),
      chosen: this.chosen.has(row.salesforceId),
      chooseLabel: filled(text.chooseOne, row.name)
    }))
  }
  get count() {
    return filled(text.found, this.found.length)
  }
  get nothingChosen() {
    return this.chosen.size === 0
  }
  get allChosen() {
    return this.found.length > 0 && this.chosen.size === this.found.length
  }

  chooseObject({ detail: { value } }) {
    this.object = value
    this.load()
  }

  type({ detail: { value } }) {
    this.asked = value
    clearTimeout(this.typing)
    // eslint-disable-next-line @lwc/lwc/no-async-operation -- cleared with the component
    this.typing = setTimeout(() => this.load(), PAUSE_MS)
  }

  again = () => {
    if (this.problem !== undefined) this.load()
  }

  async load() {
    const question = ++this.question
    const { object, asked } = this
    const query = { object, ...(asked.trim() !== '' && { text: asked.trim() }) }
    go(`${addressOf(this.org, 'records')}?${new URLSearchParams(query)}`, { replace: true, silent: true })
    this.busy = true
    try {
      const { body } = await call('searchRecords', { query: { ...query, limit: MOST } })
      if (question !== this.question) return
      this.found = body.records
      this.chosen = new Set()
      this.problem = undefined
    } catch (problem) {
      if (question !== this.question) return
      this.problem = problem.message
      this.found = undefined
    } finally {
      if (question === this.question) this.busy = false
    }
  }

  choose({ target, detail: { checked } }) {
    const chosen = new Set(this.chosen)
    if (checked) chosen.add(target.dataset.id)
    else chosen.delete(target.dataset.id)
    this.chosen = chosen
  }

  chooseAll({ detail: { checked } }) {
    this.chosen = new Set(checked ? this.found.map(({ salesforceId }) => salesforceId) : [])
  }

  async syncNow() {
    try {
      const { body } = await call('actOnRecords', { body: { action: 'sync', records: [...this.chosen] } })
      this.dispatchEvent(new ShowToastEvent({ title: body.said, variant: 'success' }))
      this.chosen = new Set()
    } catch (problem) {
      this.dispatchEvent(
        new ShowToastEvent({ title: problem.message, message: problem.next, variant: 'error' })
      )
    }
  }
}
