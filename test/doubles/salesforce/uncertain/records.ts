import type { Uncertain } from './uncertain-answer.ts'

/** Writes of records. */
export const records = {
  flowFault: {
    mark: 'K',
    about:
      'A faulting after-save flow without a fault path refuses the save; the code is known, the words are from memory.',
    status: 400,
    code: 'CANNOT_EXECUTE_FLOW_TRIGGER',
    text: "We can't save this record because the “{flow}” process failed. Give your Salesforce admin these details. An unhandled fault has occurred in this flow"
  },
  notInBin: {
    mark: 'U',
    about: 'A record that is not in the recycle bin is to be emptied from it.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'Record is not in the recycle bin: {id}'
  },
  mergeOfNone: {
    mark: 'U',
    about: 'A merge names no loser.',
    status: 400,
    code: 'MISSING_ARGUMENT',
    text: 'recordToMergeIds is missing'
  },
  mergeOfMany: {
    mark: 'U',
    about: 'A merge names more than two losers; that two is the most is sure.',
    status: 400,
    code: 'LIMIT_EXCEEDED',
    text: 'merge takes up to three records'
  },
  mergeWithItself: {
    mark: 'U',
    about: 'A merge names the winner among the losers.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'the master record can not be merged into itself'
  },
  mergeOfTypes: {
    mark: 'U',
    about: 'A merge of records of several types.',
    status: 400,
    code: 'INVALID_ID_FIELD',
    text: 'all records of a merge are of one type'
  },
  replicationTooMany: {
    mark: 'U',
    about: 'More ids changed than `updated` and `deleted` answer; the code is known, the words are not.',
    status: 400,
    code: 'EXCEEDED_ID_LIMIT',
    text: 'Exceeded the limit of {limit} ids. Choose a shorter span of time.'
  },
  convertAccountMissing: {
    mark: 'U',
    about:
      'A lead is converted into a named contact without its account; the words are known, the code is not.',
    status: 400,
    code: 'REQUIRED_FIELD_MISSING',
    text: 'accountId must be specified if contactId is not null'
  }
} satisfies Readonly<Record<string, Uncertain>>
