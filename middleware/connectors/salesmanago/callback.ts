import { createHash, timingSafeEqual } from 'node:crypto'
import { ConnectorError, type Settings, type WebhookHint, type WebhookRequest } from '../connector.ts'
import { addressKey } from './contact.ts'

/**
 * Somebody followed a link to confirm or to unsubscribe, or a user changed a status on the contact's card [C]. The vendor
 * puts the address and SHA-1 of the address and a fixed text into the URL, and fetches it [C]. Which of the two it was is
 * not believed: the contact is read.
 */
export function callback(settings: Settings, { query }: WebhookRequest): readonly WebhookHint[] {
  const [email = '', key = ''] = [query['email'], query['key']]
  if (email === '' || key === '')
    throw new ConnectorError('invalid', 'A callback brings email and key in its address.')
  const expected = createHash('sha1')
    .update(`${email}${fixedText(settings)}`)
    .digest()
  const given = Buffer.from(key.toLowerCase(), 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ConnectorError('forbidden', 'The key is not that of this connection.')
  return [{ object: 'contact', by: { field: 'email', value: addressKey(email) } }]
}

/** What a person enters in Integration Center > Callbacks, for the opt-in and for the opt-out alike. */
export function callbackUrl(settings: Settings, address: string): string {
  return `${address}?email=$email$&key=sha1($email$${fixedText(settings)})`
}

/** Follows from the secret, so that the form needs no box that the product does not have; it does not give the secret away. */
const fixedText = (settings: Settings): string =>
  createHash('sha256')
    .update(`callback\0${settings['clientId'] ?? ''}\0${settings['apiSecret'] ?? ''}`)
    .digest('hex')
    .slice(0, 32)
