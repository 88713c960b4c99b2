/**
 * What a test may set on the org while it runs (control command `set`). Where the facts leave a behaviour open, the
 * default is the more awkward of the two.
 */
export interface Switches {
  /** SOAP login() is off by default in new orgs; the double leaves it on, since its users asked for it [V]. */
  soapLogin: boolean
  /** The edition has the API at all. */
  apiEnabled: boolean
  /** SOAP logins come from an address the org trusts; false demands password + security token. */
  trustedIp: boolean
  /** JWT `aud` must be the org's own URL; else the two login hosts do as well. */
  audienceMyDomainOnly: boolean
  /** The JWT app's users are pre-authorised; false: "user hasn't approved this consumer". */
  appApproved: boolean
  /** The app has a run-as user for client credentials. */
  clientCredentialsUser: boolean
  /** Rows on a query page, in place of what the client asked for (default 2,000); null leaves it to the client. */
  pageSize: number | null
  /**
   * A record deleted before its message went out: is the Id still in the sObject? The docs only say that the
   * notification has no data [V], so the default is none at all.
   */
  deletedNotificationCarriesId: boolean
  /** A wrong type in one row of a collection: `row` fails that row, `call` the whole call (JSON_PARSER_ERROR) [K]. */
  wrongTypeFails: 'row' | 'call'
  /** Calls of the last 24 h and their limit, as `Sforce-Limit-Info` tells them. */
  apiUsed: number
  apiMax: number
  /** False keeps outbound messages in the queue. */
  sendMessages: boolean
  /** True sends waiting messages in a random order. */
  shuffleMessages: boolean
  /** How many more times each acknowledged body is sent again. */
  duplicateMessages: number
}

export const defaultSwitches: Switches = {
  soapLogin: true,
  apiEnabled: true,
  trustedIp: true,
  audienceMyDomainOnly: false,
  appApproved: true,
  clientCredentialsUser: true,
  pageSize: null,
  deletedNotificationCarriesId: false,
  wrongTypeFails: 'row',
  apiUsed: 0,
  apiMax: 100_000,
  sendMessages: true,
  shuffleMessages: false,
  duplicateMessages: 0
}
