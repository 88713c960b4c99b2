import type { Practice } from '../double.ts'
import { startSalesmanago, type SalesmanagoDouble } from './index.ts'

export interface SalesmanagoPractice extends Practice {
  readonly double: SalesmanagoDouble
}

/** What the conformance suite does with SALESmanago. */
export async function practiseSalesmanago(options: {
  readonly now: () => number
}): Promise<SalesmanagoPractice> {
  const double = await startSalesmanago(options)
  const { settings, seen } = double
  const emailOf = (id: string) => double.contacts().find((contact) => contact.id === id)?.email ?? ''
  return {
    double,
    object: 'contact',
    sample: (n) => ({
      email: `person${n}@example.com`,
      name: `Person ${n}`,
      phone: `+4850000${String(n).padStart(4, '0')}`,
      'address.city': 'Krakow',
      birthday: '1984-08-04',
      tags: ['SALESFORCE'],
      optedOut: n % 2 === 0,
      'details.Industry': 'Retail'
    }),
    uneven: {
      email: ' Mixed.Case@Example.COM ',
      name: 'Zoë  Straße',
      tags: ['vip gold', 'Łódź'],
      company: 'a\nb'
    },
    // Passes the connector's own check and fails the vendor's.
    poison: { email: 'poison@nowhere', name: 'Poison' },
    wrong: [
      { settings: { ...settings, apiSecret: 'wrong' }, setting: 'apiSecret' },
      { settings: { ...settings, clientId: 'wrong' }, setting: 'apiSecret' },
      { settings: { ...settings, owner: 'nobody@example.com' }, setting: 'owner' },
      { settings: { ...settings, endpoint: 'http://127.0.0.1:1' }, setting: 'endpoint' },
      { settings: { ...settings, endpoint: 'ftp://example.com' }, setting: 'endpoint' },
      { settings: { ...settings, endpoint: '' }, setting: 'endpoint' }
    ],
    edit: (id) => void double.control({ edit: { contact: { email: emailOf(id), fax: 'edited' } } }),
    remove: (id) => void double.control({ remove: { email: emailOf(id) } }),
    count: () => double.contacts().length,
    surprise: () => void double.control({ switches: { unknownFields: 'many' } }),
    fail: double.fail,
    requests: () => Object.values(seen.calls).reduce((sum, count) => sum + count, 0),
    optIns: () => seen.optIns
  }
}
