/**
 * A message that came to the connection's own address, for vendors that send such. The connector verifies it first, by the
 * vendor's signature or secret: it throws `ConnectorError` `forbidden` for what the vendor did not send, or sent too long
 * ago, and `invalid` for what it can't read. What it gives are hints; nothing else in the message is believed.
 */
export interface WebhookRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** As it came, for signatures over its bytes. */
  readonly body: Buffer
  readonly now: Date
}
export interface WebhookHint {
  readonly object: string
  readonly recordId: string
}
