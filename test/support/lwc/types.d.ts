/** What the platform provides, as far as the components use it. */
declare module '@salesforce/label/*' {
  const text: string
  export default text
}
declare module '@salesforce/apex/ApiController.send' {
  export default function send(request: {
    method: string
    path: string
    body: string | null
    tag: string | null
  }): Promise<string>
}
declare module '@salesforce/apex/*' {
  export default function method(parameters?: Record<string, unknown>): Promise<string>
}
declare module 'lightning/modal' {
  import { LightningElement } from 'lwc'
  export default class LightningModal extends LightningElement {
    static open(options: {
      label: string
      size?: 'small' | 'medium' | 'large' | 'full'
      description?: string
      [property: string]: unknown
    }): Promise<unknown>
    label: string
    close(answer?: unknown): void
  }
}
declare module 'lightning/platformShowToastEvent' {
  export class ShowToastEvent extends CustomEvent<unknown> {
    constructor(toast: {
      title: string
      message?: string
      variant?: 'info' | 'success' | 'warning' | 'error'
    })
  }
}
declare module 'lightning/navigation' {
  import { LightningElement } from 'lwc'
  interface Mixin {
    (
      base: typeof LightningElement
    ): new () => LightningElement & Record<symbol, (page: object) => Promise<string>>
    readonly Navigate: symbol
    readonly GenerateUrl: symbol
  }
  export const NavigationMixin: Mixin
}
declare module '@salesforce/i18n/*' {
  const text: string
  export default text
}
declare module 'c/*Modal' {
  import LightningModal from 'lightning/modal'
  export default class Modal extends LightningModal {}
}
