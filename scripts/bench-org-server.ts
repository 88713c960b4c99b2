import { startOrg } from '../test/doubles/salesforce/index.ts'

/** Said once when it is ready. */
export interface OrgServerHello {
  readonly url: string
  /** The admin's. */
  readonly token: string
  /** The integration user's, whom field-level security binds. */
  readonly userToken: string
  readonly seedSeconds: number
}
export interface OrgServerMemory {
  readonly rssMb: number
}

/** The practice org with so many contacts. */
const started = performance.now()
const org = await startOrg({
  seed: Number(process.argv[2]),
  customFields: {
    Contact: [{ name: 'Bench_Id__c', type: 'string', length: 40, externalId: true, unique: true }]
  }
})
const seedSeconds = (performance.now() - started) / 1000
const username = org.credentials.soap.username
const opened = (await org.control({ command: 'openSession', username })) as { accessToken: string }
process.send?.({
  url: org.url,
  token: org.accessToken,
  userToken: opened.accessToken,
  seedSeconds
} satisfies OrgServerHello)
process.on('message', () => {
  process.send?.({ rssMb: process.memoryUsage().rss / 1e6 } satisfies OrgServerMemory)
})
