import type { Setting } from '../connector.ts'

/** The form of a connection, in the words of the product's own Salesforce page. */
export const settings: readonly Setting[] = [
  {
    name: 'endpoint',
    label: 'Endpoint',
    type: 'text',
    help: 'The server of your account, for example app3.salesmanago.pl. SALESmanago shows it in Integration Center > API.'
  },
  {
    name: 'clientId',
    label: 'Client Id',
    type: 'text',
    help: 'The short id of your account. SALESmanago shows it in Integration Center > API.'
  },
  {
    name: 'apiSecret',
    label: 'API Secret',
    type: 'secret',
    help: 'SALESmanago shows it in Integration Center > API. It is stored encrypted and never shown again.'
  },
  {
    name: 'owner',
    label: 'Data Owner',
    type: 'email',
    help: 'E-mail address of the SALESmanago user whose contacts are kept in step.'
  },
  {
    name: 'accountName',
    label: 'Account Name',
    type: 'text',
    optional: true,
    help: 'Name of the Account in Salesforce to which new records from SALESmanago are attached.',
    warnWhenBlank:
      'Without an Account Name, new records from SALESmanago belong to no Account, so other users of Salesforce will not see them.'
  },
  {
    name: 'microSiteKey',
    label: 'MicroSite Key',
    type: 'secret',
    optional: true,
    help: 'The key of landing pages from Settings > Integration. It signs the address of the page that a record shows.'
  },
  {
    name: 'iFrameName',
    label: 'iFrame Name',
    type: 'text',
    optional: true,
    help: 'Name of the landing page in SALESmanago that is shown on the records in Salesforce.'
  }
]
