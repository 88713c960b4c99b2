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
  },
  deleteRestricted: {
    mark: 'K',
    about: 'A record that others need is deleted; the code is known.',
    status: 400,
    code: 'DELETE_FAILED',
    text: 'Your attempt to delete {name} could not be completed because it is associated with the following {children}.: {list}\\n'
  },
  deleteClosedWon: {
    mark: 'K',
    about: 'An account with a closed-won opportunity is deleted.',
    status: 400,
    code: 'DELETE_FAILED',
    text: 'Your attempt to delete {name} could not be completed because some opportunities in {name} were Closed Won. The opportunities that caused this error are listed below.'
  },
  circle: {
    mark: 'U',
    about: 'A record becomes its own parent, or a descendant’s child.',
    status: 400,
    code: 'CIRCULAR_DEPENDENCY',
    text: 'attempt to create a circular dependency in {field}'
  },
  personFieldMisplaced: {
    mark: 'K',
    about: 'A business account is given a person’s field, or a person account a Name; the code is known.',
    status: 400,
    code: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    text: 'Account: bad field names on insert/update call: {names}'
  },
  recordTypeInvalid: {
    mark: 'K',
    about: 'A record type of another object, or an inactive one; the code is known.',
    status: 400,
    code: 'INVALID_CROSS_REFERENCE_KEY',
    text: "Record Type ID: this ID value isn't valid for the user: {id}"
  },
  textTooLong: {
    mark: 'K',
    about: 'A text is longer than its field; the code is known.',
    status: 400,
    code: 'STRING_TOO_LONG',
    text: '{field}: data value too large: {value} (max length={most})'
  },
  emailInvalid: {
    mark: 'K',
    about: 'An e-mail address that is none.',
    status: 400,
    code: 'INVALID_EMAIL_ADDRESS',
    text: '{field}: invalid email address: {value}'
  },
  picklistValueUnknown: {
    mark: 'K',
    about: 'A value that a restricted picklist has not.',
    status: 400,
    code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    text: '{field}: bad value for restricted picklist field: {value}'
  },
  numberTooLarge: {
    mark: 'K',
    about: 'A number that its field has no room for.',
    status: 400,
    code: 'NUMBER_OUTSIDE_VALID_RANGE',
    text: '{field}: value outside of valid range on numeric field: {value}'
  },
  idMalformed: {
    mark: 'K',
    about: 'A reference is given what is no id.',
    status: 400,
    code: 'MALFORMED_ID',
    text: '{field}: id value of incorrect type: {value}'
  },
  valueTypeWrong: {
    mark: 'K',
    about: 'A value of another type than its field has.',
    status: 400,
    code: 'INVALID_TYPE_ON_FIELD_IN_RECORD',
    text: '{field}: value not of required type: {value}'
  },
  convertedStatusInvalid: {
    mark: 'K',
    about: 'A lead is converted with a status that does not mean converted.',
    status: 400,
    code: 'INVALID_STATUS',
    text: 'invalid convertedStatus: {status}'
  },
  referenceOfWrongType: {
    mark: 'K',
    about: 'A reference leads to a record of another object; MALFORMED_ID in some places.',
    status: 400,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    text: '{field}: id value of incorrect type: {id}'
  },
  ownerOfWrongType: {
    mark: 'K',
    about: 'A guest or a site’s user is to own a record.',
    status: 400,
    code: 'OP_WITH_INVALID_USER_TYPE_EXCEPTION',
    text: 'Operation not valid for this user type'
  },
  givenTwice: {
    mark: 'K',
    about: 'A permission set is given twice to a user, or opens an entity twice.',
    status: 400,
    code: 'DUPLICATE_VALUE',
    text: 'Duplicate {object}. {field}: {value}'
  },
  keyFieldUnknown: {
    mark: 'K',
    about: 'A SOAP upsert by a field that is no key; REST says not found.',
    status: 400,
    code: 'INVALID_FIELD',
    text: 'Field name provided, {name} does not match an External ID, Salesforce Id, or indexed field for {object}'
  },
  upsertOfNone: {
    mark: 'K',
    about: 'An upsert with updateOnly of a record that there is none of.',
    status: 404,
    code: 'NOT_FOUND',
    text: 'The requested resource does not exist'
  },
  keyTwice: {
    mark: 'K',
    about: 'A key stands twice among rows that are saved together.',
    status: 400,
    code: 'DUPLICATE_VALUE',
    text: 'Duplicate external id specified: {key}'
  },
  keyMissing: {
    mark: 'K',
    about: 'An upsert without its key.',
    status: 400,
    code: 'MISSING_ARGUMENT',
    text: '{field} not specified'
  },
  keyOfMany: {
    mark: 'K',
    about:
      'A row of a collection or a bulk job whose key several records have; REST tells their addresses with 300.',
    code: 'DUPLICATE_EXTERNAL_ID',
    text: 'More than one record found for external id field: [{ids}]'
  },
  rowOfNone: {
    mark: 'K',
    about: 'A row of a collection that names a record there is none of.',
    status: 400,
    code: 'INVALID_CROSS_REFERENCE_KEY',
    text: 'invalid cross reference id'
  }
} satisfies Readonly<Record<string, Uncertain>>
