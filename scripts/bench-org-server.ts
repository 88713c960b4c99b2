import { startOrg } from '../test/doubles/salesforce/index.ts'

/** Said once when it is ready. */
export interface OrgServerHello {
  readonly url: string
  readonly token: string
  readonly seedSeconds: number
}
export interface OrgServerMemory {
  readonly rssMb: number
}

/** The practice org with so many contacts. */
const started = performance.now()
const { url, accessToken } = await startOrg({
  seed: Number(process.argv[2]),
  customFields: {
    Contact: [{ name: 'Bench_Id__c', type: 'string', length: 40, externalId: true, unique: true }]
  }
})
const seedSeconds = (performance.now() - started) / 1000
process.send?.({ url, token: accessToken, seedSeconds } satisfies OrgServerHello)
process.on('message', () => {
  process.send?.({ rssMb: process.memoryUsage().rss / 1e6 } satisfies OrgServerMemory)
})
