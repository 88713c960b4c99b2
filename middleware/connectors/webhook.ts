/**
 * A message that came to the connection's own address, for vendors that send such. The connector verifies it first, by the
 * vendor's signature or secret: it throws `ConnectorError` `forbidden` for what the vendor did not send, or sent too long
 * ago, and `invalid` for what it can't read. What it gives are hints; nothing else in the message is believed.
 */
export interface WebhookRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Of its address. */
  readonly query: Readonly<Record<string, string>>
  /** As it came, for signatures over its bytes; empty where the vendor only fetches the address. */
  readonly body: Buffer
  readonly now: Date
}
export type WebhookHint = ToldById | ToldByField
export interface ToldById {
  readonly object: string
  readonly recordId: string
}
/** Where the vendor tells something else than the id: a field that `find` knows. */
export interface ToldByField {
  readonly object: string
  readonly by: { readonly field: string; readonly value: string }
}
