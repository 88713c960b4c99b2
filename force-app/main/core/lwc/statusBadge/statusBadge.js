import { LightningElement, api } from 'lwc'
import { textOf } from 'c/texts'
import { labels } from './labels'

/** The base badge draws its icon grey, which can't be seen on a colour: an icon goes with the plain ones. */
const looks = {
  good: { theme: 'slds-theme_success', icon: null },
  bad: { theme: 'slds-theme_error', icon: null },
  wary: { theme: 'slds-theme_warning', icon: null },
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

/** A state as a word: never as a colour alone. */
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
