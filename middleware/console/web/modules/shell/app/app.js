import { LightningElement } from 'lwc'
import Toast from 'lightning/toast'
import { call } from 'c/api'
import { text } from 'shell/text'
import { addressOf, go, placeOf } from 'shell/router'
import { leave, sessionBegun, sessionOver } from 'shell/session'
import screens from 'bothways:screens'

const LAST_ORG = 'bothways.org'

/** The console: who is signed in, which org is meant, and the page that its address names. */
export default class App extends LightningElement {
  text = text
  /** `waiting` at the start, `asking` for the key, `in`, or `down` where the middleware does not answer. */
  phase = 'waiting'
  /** Stays while the key is asked for again, so that nobody loses what they were writing. */
  me
  orgs = []
  said
  trouble
  recordName
  place = placeOf(window.location.pathname)

  connectedCallback() {
    window.addEventListener('popstate', this.moved)
    window.addEventListener(sessionOver, this.over)
    // The base toast container hears an event of the same name.
    this.template.addEventListener('lightning__showtoast', this.toast)
    this.begin()
  }

  disconnectedCallback() {
    window.removeEventListener('popstate', this.moved)
    window.removeEventListener(sessionOver, this.over)
  }

  get waiting() {
    return this.phase === 'waiting'
  }
  get asking() {
    return this.phase === 'asking'
  }
  get signedIn() {
    return this.me !== undefined
  }
  get paneClass() {
    return this.asking ? 'slds-hide' : 'pane'
  }

  /** What the address shows. */
  get shown() {
    const { page, detail } = this.place
    if (page === 'orgs' || page === 'home') return { orgs: true }
    if (page === 'synchronization' && screens.synchronization) return { screen: screens.synchronization }
    if (page === 'records') return { records: detail === null, record: detail !== null }
    if (page === 'components') return { components: true }
    if (page === null) return { title: text.noSuchPage, said: text.noSuchPageHelp }
    return { title: text[page], said: text.notYet }
  }

  begin = async () => {
    try {
      const { body } = await call('me')
      this.trouble = undefined
      this.said = undefined
      this.me = body
      this.phase = 'in'
      // A page of an org does not wait for the list of all.
      if (body.org !== null) this.orgs = [body.org]
      const listed = this.loadOrgs()
      if (body.org === null) await listed
      this.arrive()
      await listed
      window.dispatchEvent(new CustomEvent(sessionBegun))
    } catch (problem) {
      if (problem.status === 401) this.ask(this.said)
      else if (problem.code === 'no-such-org') go(addressOf('orgs'), { replace: true })
      else this.fail(problem)
    }
  }

  loadOrgs = async () => {
    const { body } = await call('listOrgs')
    this.orgs = body.orgs
  }

  async registered({ detail }) {
    await this.loadOrgs()
    if (detail.salesforceOrgId !== null) go(addressOf(detail.salesforceOrgId, 'synchronization'))
  }

  /** At the beginning, the org that was looked at last, or the only one. */
  arrive() {
    const { org, page } = this.place
    if (org !== null) localStorage.setItem(LAST_ORG, org)
    if (page !== 'home') {
      this.name()
      return
    }
    const ids = this.orgs.map(({ salesforceOrgId }) => salesforceOrgId).filter((id) => id !== null)
    const last = localStorage.getItem(LAST_ORG)
    const one = ids.includes(last) ? last : ids.length === 1 ? ids[0] : undefined
    go(one === undefined ? addressOf('orgs') : addressOf(one, 'synchronization'), { replace: true })
  }

  moved = () => {
    const before = this.place
    this.place = placeOf(window.location.pathname)
    this.recordName = undefined
    // Another org is another world: nothing of the former one may stay on the page.
    if (before.org !== null && this.place.org !== null && this.place.org !== before.org)
      window.location.reload()
    else if (this.place.page === 'home' || this.place.org !== before.org) this.begin()
    else this.name()
    if (this.place.page !== before.page || this.place.detail !== before.detail) this.refs.content?.focus()
  }

  /** The title of the window. */
  name() {
    const org = this.orgs.find(({ salesforceOrgId }) => salesforceOrgId === this.place.org)
    const page = this.recordName ?? text[this.place.page] ?? text.noSuchPage
    document.title = [page, org?.name, text.product].filter((part) => part !== undefined).join(' · ')
  }

  nameRecord({ detail }) {
    this.recordName = detail
    this.name()
  }

  over = () => {
    if (this.signedIn) this.ask(text.sessionOver)
  }

  ask(said) {
    this.said = said
    this.phase = 'asking'
    document.title = `${text.signIn} · ${text.product}`
  }

  fail(problem) {
    this.trouble = problem.message
    this.phase = 'down'
  }

  get down() {
    return this.phase === 'down' && !this.signedIn
  }

  signOut = async () => {
    await leave()
    this.me = undefined
    this.orgs = []
    this.ask(text.signedOut)
  }

  toast = (event) => {
    event.stopPropagation()
    const { title, message, variant, mode } = event.detail
    Toast.show(
      {
        label: title,
        message,
        variant: variant ?? 'info',
        mode: mode === 'sticky' ? 'sticky' : 'dismissible'
      },
      this
    )
  }

  skip() {
    this.refs.content?.focus()
  }
}
