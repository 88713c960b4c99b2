import { LightningElement, api } from 'lwc'
import { text } from 'shell/text'
import { enter } from 'shell/session'

/** Asks for the administrator key. `signedin` is fired when a session is open. */
export default class SignIn extends LightningElement {
  /** Why it is asked for, where that is not plain. */
  @api said
  text = text
  wrong
  busy = false

  key(event) {
    if (event.key === 'Enter') this.submit(event)
  }

  async submit(event) {
    event.preventDefault()
    const input = this.refs.key
    if (this.busy || !input.reportValidity()) return
    this.busy = true
    try {
      this.wrong = await enter(input.value.trim())
      if (this.wrong === null) this.dispatchEvent(new CustomEvent('signedin'))
      else input.focus()
    } catch {
      this.wrong = text.unreachable
    } finally {
      this.busy = false
    }
  }
}
