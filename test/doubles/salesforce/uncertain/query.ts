import type { Uncertain } from './uncertain-answer.ts'

/** SOQL and SOSL. */
export const query = {
  pathTooDeep: {
    mark: 'U',
    about: 'A query walks more than five parents; that five is the limit is from memory.',
    status: 400,
    code: 'INVALID_FIELD',
    text: 'More than {most} parent relationships: {path}'
  },
  typeofNotPolymorphic: {
    mark: 'U',
    about: 'TYPEOF of a relationship that leads to one type only.',
    status: 400,
    code: 'INVALID_FIELD',
    text: "TYPEOF is not supported for the relationship '{name}'"
  },
  offsetTooFar: {
    mark: 'K',
    about: 'OFFSET passes over more rows than it may.',
    status: 400,
    code: 'NUMBER_OUTSIDE_VALID_RANGE',
    text: 'Maximum SOQL offset allowed is {most}'
  },
  semiJoinNested: {
    mark: 'K',
    about: 'A semi-join inside a semi-join.',
    text: 'Nesting of semi join sub-selects is not supported'
  },
  semiJoinInOr: {
    mark: 'K',
    about: 'A semi-join as one of several alternatives.',
    text: "Semi join sub-selects are not allowed with the 'OR' operator"
  },
  allRowsRefused: {
    mark: 'K',
    about: 'ALL ROWS in a query of the API; that it is refused is known.',
    code: 'MALFORMED_QUERY',
    text: 'ALL ROWS not allowed in this context'
  },
  fieldsTooEarly: {
    mark: 'K',
    about: 'FIELDS() in a version before 51.0.',
    code: 'UNSUPPORTED_API_VERSION',
    text: 'The SOQL FIELDS function is not supported in this version of the API'
  }
} satisfies Readonly<Record<string, Uncertain>>
