import { LightningElement } from 'lwc'

/** The product's mark: two arrows, one each way. */
export default class Mark extends LightningElement {}
