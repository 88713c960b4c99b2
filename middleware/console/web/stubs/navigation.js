const Navigate = Symbol('Navigate')
const GenerateUrl = Symbol('GenerateUrl')

/** Where the console shows what a page reference of the platform means; null where it has no such page. */
export function addressOf({ type, attributes = {} }) {
  const org = location.pathname.split('/')[2] ?? ''
  if (type === 'standard__webPage') return attributes.url
  if (type === 'standard__recordPage') return `/console/${org}/records/${attributes.recordId}`
  if (type === 'standard__navItemPage' || type === 'standard__component')
    return `/console/${org}/synchronization`
  return null
}

/** The platform's mixin: other addresses open in a window of their own, the console's own in place. */
export const NavigationMixin = (Base) =>
  class extends Base {
    [Navigate](reference) {
      const address = addressOf(reference)
      if (address === null) return
      if (!address.startsWith('/console/')) window.open(address, '_blank', 'noopener')
      else {
        history.pushState(null, '', address)
        dispatchEvent(new PopStateEvent('popstate'))
      }
    }
    [GenerateUrl](reference) {
      return Promise.resolve(addressOf(reference) ?? '')
    }
  }
NavigationMixin.Navigate = Navigate
NavigationMixin.GenerateUrl = GenerateUrl

export class CurrentPageReference {
  constructor(emit) {
    this.emit = emit
  }
  connect() {
    this.emit({ type: 'standard__navItemPage', attributes: { apiName: 'Synchronization' }, state: {} })
  }
  update() {}
  disconnect() {}
}
