import { Connection } from 'jsforce'
import type { Org } from './index.ts'

/** jsforce with an open session of the org. */
export const jsforceTo = (org: Org): Connection =>
  new Connection({ version: '62.0', instanceUrl: org.url, accessToken: org.accessToken })
