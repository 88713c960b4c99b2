import { createHash } from 'node:crypto'
import type { Panel, Settings } from '../connector.ts'
import { baseUrl } from './requests.ts'

/** Whom the page is about: one of the two, never both [C]; null shows it without a person. */
export type Person = { readonly contactId: string } | { readonly email: string } | null

/**
 * Address of the secured landing page named in iFrame Name [C]. The proof is over the plain values, while the path and the
 * query are escaped. `default` is the frame style that real pages use [C].
 */
export function cardAddress(settings: Settings, person: Person): string {
  const [client = '', key = '', name = ''] = ['clientId', 'microSiteKey', 'iFrameName'].map((one) => settings[one]?.trim()) // prettier-ignore
  const [[field, value] = ['', '']] = Object.entries(person ?? {})
  const sha = createHash('sha1').update(`${client}${value}${key}${name}`).digest('hex')
  const origin = baseUrl(settings).slice(0, -'/api'.length)
  const url = new URL(`${origin}/ms/${encodeURIComponent(client)}/default/${encodeURIComponent(name)}.htm`)
  if (field !== '') url.searchParams.set(field, value)
  url.searchParams.set('sha', sha)
  return url.href
}

/** By the contact's id, so that no address of a person stands in a link. */
export function panel(settings: Settings, contactId: string): Panel {
  const lacking = [
    ['microSiteKey', 'MicroSite Key'],
    ['iFrameName', 'iFrame Name']
  ].flatMap(([name = '', label = '']) => ((settings[name] ?? '').trim() === '' ? [label] : []))
  if (lacking.length > 0)
    return {
      missing: `Fill in ${lacking.join(' and ')} in Connection Settings to see the landing page here.`
    }
  return { url: cardAddress(settings, { contactId }), title: 'SALESmanago contact card' }
}
