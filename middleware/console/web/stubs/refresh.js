/** A component says that records changed; the shell reads them again. */
export class RefreshEvent extends CustomEvent {
  constructor() {
    super('refresh', { bubbles: true, composed: true, cancelable: true })
  }
}
