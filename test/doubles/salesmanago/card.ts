import { createHash } from 'node:crypto'
import type { Contact } from './contact.ts'
import type { World } from './world.ts'

/**
 * The landing page that serves as contact card: `/ms/{clientId}/{style}/{name}.htm?contactId=…&sha=…` [C]. The proof is
 * SHA-1 over client id, person, key and page name [C]. A wrong one is 403, an unknown page 404 [I].
 */
export function card(
  { account, store }: World,
  url: URL
): { readonly status: number; readonly html: string } {
  const [, clientId, , name] = /^\/ms\/([^/]+)\/([^/]+)\/([^/]+)\.htm$/.exec(url.pathname) ?? []
  if (clientId !== account.clientId || decodeURIComponent(name ?? '') !== account.iFrameName)
    return { status: 404, html: page('There is no such page.') }
  const person = url.searchParams.get('contactId') ?? url.searchParams.get('email') ?? ''
  const sha = createHash('sha1').update(`${clientId}${person}${account.microSiteKey}${account.iFrameName}`)
  if (url.searchParams.get('sha') !== sha.digest('hex'))
    return { status: 403, html: page('The link is not valid.') }
  const contact = store.withId(person) ?? store.withEmail(person)
  return { status: 200, html: page(contact ? described(contact) : 'Nobody is known by this link.') }
}

const described = ({ text, email, score, tags, optedOut }: Contact) =>
  `<h1>${escape(text['name'] ?? email)}</h1><p>${escape(email)}</p><p>Score ${score}</p>` +
  `<p>${[...(tags?.keys() ?? [])].map(escape).join(', ')}</p><p>${optedOut ? 'Opted out' : 'Opted in'}</p>`

const page = (body: string) => `<!doctype html><meta charset="utf-8"><title>Contact card</title><body>${body}`

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
