import type { LineSpec, PairSpec } from '../../middleware/connectors/connector.ts'
import { contacts as declared } from '../../middleware/connectors/salesmanago/pairs.ts'

/** The connector's pair of contacts as it only sends: nothing comes back, and nobody is made in Salesforce. */
export const contacts: PairSpec = {
  name: declared.name,
  salesforce: declared.salesforce,
  external: declared.external,
  match: declared.match,
  lines: declared.lines
    .filter((one) => one.direction !== 'toSalesforce')
    .map((one): LineSpec => ({ ...one, direction: 'toExternal' })),
  policy: {
    ...declared.policy,
    create: { toExternal: true, toSalesforce: false },
    update: { toExternal: true, toSalesforce: false }
  }
}
