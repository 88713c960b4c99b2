import { LightningElement, api } from 'lwc'
import { text } from 'shell/text'
import { addressOf, follow, placeOf } from 'shell/router'
import screens from 'bothways:screens'

/** Every component of the package by itself; its properties are the query of the address, as JSON where it is JSON. */
export default class Components extends LightningElement {
  @api name
  follow = follow

  get title() {
    return this.name ?? text.components
  }
  get list() {
    if (this.name) return null
    const { org } = placeOf(window.location.pathname)
    return Object.keys(screens).map((name) => ({ name, address: addressOf(org, 'components', name) }))
  }
  get shown() {
    return screens[this.name]
  }
  get properties() {
    return Object.fromEntries(
      [...new URLSearchParams(window.location.search)].map(([name, value]) => [name, parsed(value)])
    )
  }
}

function parsed(value) {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
