import { LightningElement, api } from 'lwc'
import { fill } from 'c/texts'
import { labels } from './labels'

/** @import { Checklist } from '../../../../../middleware/routes/api/contract/setup.ts' */

/** The steps that are known here; others are shown by the name that the middleware gives them. @type {Record<string, string>} */
const names = {
  app: labels.app,
  url: labels.url,
  key: labels.key,
  'principal-access': labels.principalAccess,
  'permission-sets': labels.permissionSets,
  'trusted-url': labels.trustedUrl,
  messages: labels.messages,
  layouts: labels.layouts
}

/** What is set up and what is left, each with how to do it by hand. */
export default class SetupItems extends LightningElement {
  /** @type {Checklist['items']} */
  @api items = []

  labels = labels

  get summary() {
    const done = this.items.filter(({ state }) => state === 'done').length
    return fill(labels.doneCount, done, this.items.length)
  }
  get rows() {
    return this.items.map((one) => ({
      ...one,
      label: names[one.name] ?? one.label,
      steps: one.byHand.map((text, key) => ({ text, key })),
      hasSteps: one.byHand.length > 0,
      unproven: one.unproven && one.state !== 'done',
      hasAccessSet: one.name === 'permission-sets'
    }))
  }
}
