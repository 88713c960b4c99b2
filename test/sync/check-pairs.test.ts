import { expect, test } from 'vitest'
import type { LineSpec, ObjectSpec, PairSpec } from '../../middleware/connectors/connector.ts'
import { connectors } from '../../middleware/connectors/index.ts'
import { createPairs } from '../../middleware/sync/check-pairs.ts'
import { MappingError } from '../../middleware/sync/pair.ts'
import { accounts, contacts, line, objects, person } from '../support/plain-pairs.ts'

const withMore: ObjectSpec = {
  ...person,
  fields: {
    ...person.fields,
    firstName: { label: 'First name', type: 'text', maxLength: 5 },
    seenAt: { label: 'Seen', type: 'datetime' }
  }
}
const made = (...specs: PairSpec[]) =>
  createPairs(
    specs.map((spec, at) => ({ pairId: at + 1, rev: 1, spec })),
    { objects: { ...objects, person: withMore } }
  )
const withLine = (one: LineSpec) => contacts({ lines: [one] })

test.for<[string, readonly PairSpec[], RegExp]>([
  [
    'an unknown zone',
    [withLine(line('Birthdate', 'seenAt', { type: 'date', zone: 'Europe/Warschau' }))],
    /line "seenAt": there is no time zone "Europe\/Warschau".* like Europe\/Warsaw/
  ],
  [
    'a day against a time without a zone',
    [withLine(line('Birthdate', 'seenAt', { type: 'date' }))],
    /line "seenAt": one side keeps a day.*time zone/
  ],
  [
    'an unknown country',
    [withLine(line('Phone', 'phone', { country: 'POL' }))],
    /line "phone": there is no country "POL".* like PL/
  ],
  [
    'an unknown country of a match rule',
    [
      contacts({
        lines: [],
        match: [{ keys: [{ salesforce: 'Phone', external: 'phone', as: 'phone', country: 'XX' }] }]
      })
    ],
    /match by "phone": there is no country "XX"/
  ],
  [
    'a filler that is no value of the field',
    [withLine(line('Email', 'email', { filler: { toExternal: 'none' } }))],
    /line "email": .*stand in for a blank in email is not an e-mail address/
  ],
  [
    'a filler that does not fit',
    [withLine(line('FirstName', 'firstName', { filler: { toExternal: 'Contact' } }))],
    /line "firstName": .*longer than 5 characters/
  ],
  [
    'a list of values of consent',
    [withLine(line('HasOptedOutOfEmail', 'optedIn', { type: 'opt-out', values: { entries: [] } }))],
    /line "optedIn": consent .* Remove the list/
  ],
  [
    'a parent that is not mapped',
    [contacts()],
    /line "companyId": it refers to the pair "Accounts", which there is not.* Contacts/
  ],
  [
    'a child before its parent',
    [contacts(), accounts()],
    /line "companyId": its parent's pair "Accounts" stands behind it/
  ],
  [
    'a write through a parent',
    [withLine(line('Account.Name', 'employer'))],
    /line "employer": Account.Name can only be read/
  ]
])(
  '%s is refused when it is mapped, by the name of the line and with the next step',
  ([, specs, message]) => {
    expect(() => made(...specs)).toThrow(MappingError)
    expect(() => made(...specs)).toThrow(message)
  }
)

test('what can be mapped is, and every connector starts with such pairs', () => {
  expect(made(accounts(), contacts()).map((pair) => pair.spec.name)).toEqual(['Accounts', 'Contacts'])
  for (const connector of connectors)
    expect(createPairs(connector.pairs.map((spec, at) => ({ pairId: at, rev: 1, spec })), connector)).toHaveLength(connector.pairs.length) // prettier-ignore
})
