import { ConnectorError, type Connector } from '../connector.ts'
import { callback, callbackUrl } from './callback.ts'
import { check } from './check.ts'
import { addressKey } from './contact.ts'
import { byEmail, byId, withVisits } from './lookup.ts'
import { contact } from './fields.ts'
import { limits } from './limits.ts'
import { contacts, leads, personAccounts } from './pairs.ts'
import { checkPanel, panel } from './panel.ts'
import { read } from './read.ts'
import { baseUrl } from './requests.ts'
import { settings } from './settings.ts'
import { write } from './write.ts'

/** SALESmanago, API v2: contacts, keyed by e-mail address. Marks in comments: [C] certain, [I] inferred, [U] unknown. */
export const salesmanago: Connector = {
  name: 'salesmanago',
  label: 'SALESmanago',
  settings,
  objects: { contact },
  pairs: [contacts, leads],
  morePairs: [personAccounts],
  limits,
  // The editions the product page names, and no others.
  editions: ['Enterprise Edition', 'Unlimited Edition', 'Developer Edition'],
  baseUrl,
  check,
  async find(ctx, { field, values, fields }) {
    if (field === 'id') return withVisits(ctx, await byId(ctx, values), fields)
    if (field !== 'email')
      throw new ConnectorError('invalid', `SALESmanago finds contacts by e-mail or id, not by ${field}.`, {
        field
      })
    const wanted = new Set(values.map(addressKey))
    const found = await byEmail(ctx, [...wanted])
    const wantedOnes = found.filter(({ values }) => wanted.has(String(values['email'])))
    return withVisits(ctx, wantedOnes, fields)
  },
  read,
  write: (ctx, { operations }) => write(ctx, operations),
  webhook: callback,
  webhookUrl: callbackUrl,
  panel,
  checkPanel
}
