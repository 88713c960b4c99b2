import type { OrgLogin, StoredOrg } from '../../../database/orgs.ts'

/** The org's own address; before it was logged in to, the one that is logged in at. */
export const addressOf = ({ address, login }: Pick<StoredOrg, 'address'> & Pick<OrgLogin, 'login'>): string =>
  address || (login['loginUrl'] ?? 'https://login.salesforce.com')
