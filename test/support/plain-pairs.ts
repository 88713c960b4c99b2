import type {
  FieldSpec,
  LineSpec,
  ObjectSpec,
  PairPolicy,
  PairSpec
} from '../../middleware/connectors/connector.ts'

const text = (label: string, rest: Partial<FieldSpec> = {}): FieldSpec => ({ label, type: 'text', ...rest })

/** What the plain system keeps: companies, people who may belong to one, and orders. */
export const company: ObjectSpec = {
  label: 'Company',
  feed: 'cursor',
  createKey: 'name',
  createRepeats: 'look-up',
  fields: {
    name: text('Name', { required: true }),
    street: text('Street'),
    city: text('City'),
    state: text('State'),
    phone: text('Phone', { type: 'phone' }),
    parentId: text('Parent', { type: 'reference' }),
    salesforceId: text('Salesforce ID')
  }
}
export const person: ObjectSpec = {
  label: 'Person',
  feed: 'cursor',
  createKey: 'email',
  createRepeats: 'look-up',
  fields: {
    firstName: text('First name'),
    lastName: text('Last name', { required: true }),
    email: text('E-mail', { type: 'email' }),
    phone: text('Phone', { type: 'phone' }),
    employer: text('Employer'),
    companyId: text('Company', { type: 'reference' }),
    optedIn: text('Opted in', { type: 'opt-in', channel: 'sms' }),
    salesforceId: text('Salesforce ID')
  }
}
export const objects = { company, person }

const policy: PairPolicy = {
  create: { toExternal: true, toSalesforce: true },
  update: { toExternal: true, toSalesforce: true },
  remove: { toExternal: 'never', toSalesforce: 'never' },
  afterExternalGone: 'stay',
  whenOut: 'stop'
}

/** A line of its two fields, both ways unless more is said. */
export const line = (salesforce: string, external: string, rest: Partial<LineSpec> = {}): LineSpec => ({
  salesforce: [salesforce],
  external,
  direction: 'both',
  blank: 'propagate',
  ...rest
})
type Change = Partial<Omit<PairSpec, 'policy'>> & { readonly policy?: Partial<PairPolicy> }
const pair = (spec: Omit<PairSpec, 'policy'>, { policy: other, ...rest }: Change): PairSpec => ({
  ...spec,
  ...rest,
  policy: { ...policy, ...other }
})

export const accounts = (change: Change = {}): PairSpec =>
  pair(
    {
      name: 'Accounts',
      salesforce: 'Account',
      external: 'company',
      match: [{ keys: [{ salesforce: 'Name', external: 'name' }] }],
      lines: [line('Name', 'name'), line('Phone', 'phone'), line('ParentId', 'parentId', { reference: { pair: 'Accounts' } })] // prettier-ignore
    },
    change
  )

export const contactLines = [
  line('FirstName', 'firstName'),
  line('LastName', 'lastName'),
  line('Email', 'email'),
  line('Phone', 'phone')
]
export const employer = (required?: true) =>
  line('AccountId', 'companyId', { reference: { pair: 'Accounts', ...(required && { required }) } })
export const byEmail = { keys: [{ salesforce: 'Email', external: 'email' }] }

export const contacts = (change: Change = {}): PairSpec =>
  pair(
    {
      name: 'Contacts',
      salesforce: 'Contact',
      external: 'person',
      match: [byEmail],
      lines: [...contactLines, employer()]
    },
    change
  )

export const leads = (change: Change = {}): PairSpec =>
  pair(
    {
      name: 'Leads',
      salesforce: 'Lead',
      external: 'person',
      match: [byEmail],
      lines: [...contactLines, line('Company', 'employer', { filler: { toSalesforce: 'Unknown' } })]
    },
    { ...change, policy: { create: { toExternal: true, toSalesforce: false }, ...change.policy } }
  )
