import { LightningElement, api } from 'lwc'
import { textOf } from 'c/texts'
import { labels } from './labels'

const looks = {
  good: { theme: 'slds-theme_success', icon: 'utility:success' },
  bad: { theme: 'slds-theme_error', icon: 'utility:error' },
  wary: { theme: 'slds-theme_warning', icon: 'utility:warning' },
  busy: { theme: '', icon: 'utility:sync' },
  calm: { theme: '', icon: 'utility:clock' }
}
/** @type {Record<string, keyof typeof looks>} */
const lookOf = {
  active: 'good',
  deployed: 'calm',
  done: 'good',
  running: 'busy',
  applying: 'busy',
  paused: 'wary',
  planned: 'wary',
  stopped: 'wary',
  problem: 'bad',
  failed: 'bad',
  broken: 'bad'
}

/** A state as a word and an icon: never as a colour alone. */
export default class StatusBadge extends LightningElement {
  /** A state as the middleware names it. */
  @api state = 'unknown'

  get look() {
    return looks[lookOf[this.state] ?? 'calm']
  }
  get theme() {
    return this.look.theme
  }
  get icon() {
    return this.look.icon
  }
  get label() {
    return textOf(labels, this.state)
  }
}
