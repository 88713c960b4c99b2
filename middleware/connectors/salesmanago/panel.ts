import { createHash } from 'node:crypto'
import { ConnectorError, type Context, type ErrorKind, type Panel, type Settings } from '../connector.ts'
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

/** What the page needs and nobody filled in, by label. */
const blankOf = (settings: Settings): string[] =>
  [
    ['microSiteKey', 'MicroSite Key'],
    ['iFrameName', 'iFrame Name']
  ].flatMap(([name = '', label = '']) => ((settings[name] ?? '').trim() === '' ? [label] : []))

/** By the contact's id, so that no address of a person stands in a link. */
export function panel(settings: Settings, contactId: string): Panel {
  const lacking = blankOf(settings)
  if (lacking.length > 0)
    return {
      missing: `Fill in ${lacking.join(' and ')} in Connection Settings to see the landing page here.`
    }
  return { url: cardAddress(settings, { contactId }), title: 'SALESmanago contact card' }
}

/**
 * Asks for the landing page of nobody, whose proof is over key and name alone [C]. A wrong proof is 403, an unknown page 404
 * [I]; any other answer says nothing of the settings. Throws `ConnectorError` naming the setting.
 */
export async function checkPanel({ http, settings }: Context): Promise<void> {
  if (blankOf(settings).length > 0) return
  const { pathname, search } = new URL(cardAddress(settings, null))
  // Landing pages lie beside the API, not below it.
  await http.send('GET', `/..${pathname}${search}`).catch((cause: unknown) => {
    const wrong = cause instanceof ConnectorError ? wrongSettings[cause.kind] : undefined
    if (wrong !== undefined)
      throw new ConnectorError('invalid', wrong.said, { setting: wrong.setting, cause })
  })
}

const wrongSettings: Partial<Record<ErrorKind, { readonly setting: string; readonly said: string }>> = {
  forbidden: {
    setting: 'microSiteKey',
    said: 'SALESmanago does not accept this MicroSite Key: copy it again from Settings > Integration. Records are synchronized without it, and show no landing page.'
  },
  'not-found': {
    setting: 'iFrameName',
    said: 'SALESmanago has no landing page of this iFrame Name: copy the name as the page has it there. Records are synchronized without it, and show no landing page.'
  }
}
