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
  }
} satisfies Readonly<Record<string, Uncertain>>
