import type { Settings, Step } from './history.ts'

const rule = { direction: 'both', blank: 'propagate', wins: 'salesforce' } as const
const looksUp: Settings = {
  rules: [rule, rule, rule],
  upserts: false,
  remove: { toExternal: 'never', toSalesforce: 'never' }
}
const externalWins: Settings = { ...looksUp, rules: [{ ...rule, wins: 'external' }, rule, rule] }
const externalWinsTwo: Settings = { ...looksUp, rules: [rule, { ...rule, wins: 'external' }, rule] }
const deletes: Settings = { ...looksUp, remove: { toExternal: 'never', toSalesforce: 'delete' } }
const newest: Settings = { ...looksUp, rules: [rule, { ...rule, wins: 'newest' }, rule] }
const upserts: Settings = { ...looksUp, upserts: true }

/** Histories that once went wrong. */
export const pinned: readonly (readonly [promise: string, Settings, readonly Step[]])[] = [
  ['a record outside is not linked to another while a create of its own is on the wire', looksUp, [
    { do: 'add', side: 'external', email: 2 },
    { do: 'edit', side: 'external', which: 0, field: 0, fresh: true, to: 0 },
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 1, how: 'stall' } },
    { do: 'rename', side: 'salesforce', which: 0, email: 2 },
    { do: 'work', lane: 2, source: 'everything', fault: null },
    { do: 'rename', side: 'salesforce', which: 0, email: 0 },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 }
  ]],
  ['records that one lane held while another one linked them are looked at again', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 1, how: 'stall' } },
    { do: 'edit', side: 'external', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'time', ms: 5000 },
    { do: 'work', lane: 3, source: 'read', fault: null }
  ]],
  ['what was found unchanged while another lane wrote to the record is looked at again', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'rename', side: 'salesforce', which: 0, email: 3 },
    { do: 'add', side: 'salesforce', email: 3 },
    { do: 'work', lane: 2, source: 'everything', fault: null },
    { do: 'edit', side: 'external', which: 0, field: 3, fresh: false, to: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 0, how: 'away' } },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 3, how: 'stall' } },
    { do: 'edit', side: 'external', which: 0, field: 3, fresh: false, to: 3 },
    { do: 'work', lane: 3, source: 'read', fault: null }
  ]],
  ['a partner that came back while its record was deleted is found when that is restored', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: null },
    { do: 'remove', side: 'external', which: 0 },
    { do: 'work', lane: 2, source: 'read', fault: null },
    { do: 'restore', side: 'external', which: 0 },
    { do: 'remove', side: 'salesforce', which: 0 },
    { do: 'work', lane: 2, source: 'read', fault: null },
    { do: 'restore', side: 'salesforce', which: 0 },
    { do: 'add', side: 'salesforce', email: 0 }
  ]],
  ['news of both sides behind one retry are both seen', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'work', lane: 2, source: 'everything', fault: null },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'time', ms: 200_000 },
    { do: 'work', lane: 3, source: 'everything', fault: { at: 2, how: 'stall' } },
    { do: 'rename', side: 'external', which: 0, email: 1 },
    { do: 'work', lane: 2, source: 'read', fault: null },
    { do: 'work', lane: 2, source: 'poll', fault: null },
    { do: 'work', lane: 2, source: 'hints', fault: null }
  ]],
  ['an edit after a create whose answer was lost wins over what the record was made with', externalWins, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: true, to: 0 },
    { do: 'time', ms: 200_000 },
    { do: 'work', lane: 2, source: 'poll', fault: { at: 0, how: 'reply-lost' } },
    { do: 'time', ms: 200_000 },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'work', lane: 2, source: 'read', fault: null }
  ]],
  ['a create whose answer was lost is found by the value it was made with, although the record has another by now', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'time', ms: 200_000 },
    { do: 'work', lane: 2, source: 'poll', fault: { at: 0, how: 'reply-lost' } },
    { do: 'rename', side: 'salesforce', which: 0, email: 1 },
    { do: 'time', ms: 200_000 },
    { do: 'work', lane: 2, source: 'poll', fault: null }
  ]],
  ['what is said of a record outside before it has a link is looked at again once it has one', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 2, how: 'stall' } },
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'edit', side: 'external', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'work', lane: 3, source: 'read', fault: null },
    { do: 'post', how: 'deliver', which: 0 }
  ]],
  ['what a lost create was made with is known until its link is recorded, also when the next node dies between', externalWinsTwo, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'post', how: 'deliver', which: 0 },
    { do: 'edit', side: 'salesforce', which: 0, field: 1, fresh: true, to: 0 },
    { do: 'work', lane: 2, source: 'hints', fault: { at: 1, how: 'stall' } },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'time', ms: 200000 },
    { do: 'work', lane: 2, source: 'hints', fault: { at: 1, how: 'die' } },
    { do: 'edit', side: 'salesforce', which: 0, field: 1, fresh: false, to: 0 },
    { do: 'work', lane: 2, source: 'hints', fault: null },
    { do: 'remove', side: 'salesforce', which: 0 },
    { do: 'rename', side: 'external', which: 0, email: 1 },
    { do: 'add', side: 'salesforce', email: 1 },
    { do: 'work', lane: 2, source: 'hints', fault: null }
  ]],
  ['a value that was brought in without an answer does not go back to where it was made', upserts, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'post', how: 'deliver', which: 0 },
    { do: 'work', lane: 2, source: 'hints', fault: { at: 0, how: 'reply-lost' } },
    { do: 'edit', side: 'external', which: 0, field: 1, fresh: true, to: 0 },
    { do: 'work', lane: 2, source: 'hints', fault: { at: 0, how: 'reply-lost' } },
    { do: 'work', lane: 2, source: 'hints', fault: null },
    { do: 'remove', side: 'external', which: 0 },
    { do: 'add', side: 'external', email: 0 },
    { do: 'post', how: 'deliver', which: 0 }
  ]],
  ['nobody takes the place of a record that is back', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: true, to: 0 },
    { do: 'work', lane: 2, source: 'everything', fault: null },
    { do: 'remove', side: 'salesforce', which: 0 },
    { do: 'post', how: 'deliver', which: 0 },
    { do: 'rename', side: 'external', which: 0, email: 2 },
    { do: 'work', lane: 2, source: 'hints', fault: null },
    { do: 'restore', side: 'salesforce', which: 0 },
    { do: 'add', side: 'salesforce', email: 2 },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: true, to: 0 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 5, how: 'die' } },
    { do: 'time', ms: 100 }
  ]],
  ['a record that is deleted before anybody knows that it was made outside is not made again by what is there', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 0, how: 'reply-lost' } },
    { do: 'remove', side: 'salesforce', which: 0 },
    { do: 'post', how: 'deliver', which: 0 }
  ]],
  ['what was made in Salesforce and deleted there before anybody knows of it is not made again', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 0, how: 'reply-lost' } },
    { do: 'remove', side: 'salesforce', which: 0 }
  ]],
  ['what was made in Salesforce is not taken for a new record when its source has another address by then', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 0, how: 'reply-lost' } },
    { do: 'rename', side: 'external', which: 0, email: 1 }
  ]],
  ['what a lost create was made with is known to both records, also when the node that links them dies too', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 3, source: 'read', fault: { at: 2, how: 'die' } },
    { do: 'rename', side: 'external', which: 0, email: 1 },
    { do: 'time', ms: 200000 },
    { do: 'work', lane: 3, source: 'read', fault: { at: 2, how: 'die' } },
    { do: 'wake', which: 0 }
  ]],
  ['a value that was cleared after a create without an answer does not come back', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'edit', side: 'salesforce', which: 0, field: 3, fresh: true, to: 0 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 0, how: 'reply-lost' } },
    { do: 'edit', side: 'salesforce', which: 0, field: 3, fresh: false, to: 3 }
  ]],
  ['a lost create is found by the address it was made with, also when another record has the one that its source has by now', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'add', side: 'external', email: 0 },
    { do: 'rename', side: 'external', which: 7, email: 5 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 1, how: 'stall' } },
    { do: 'rename', side: 'external', which: 0, email: 5 },
    { do: 'work', lane: 2, source: 'hints', fault: null }
  ]],
  ['a link that was not recorded is found again by the address that the record had', upserts, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'post', how: 'deliver', which: 0 },
    { do: 'work', lane: 3, source: 'hints', fault: { at: 2, how: 'die' } },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'work', lane: 3, source: 'hints', fault: { at: 1, how: 'die' } },
    { do: 'rename', side: 'salesforce', which: 0, email: 1 },
    { do: 'work', lane: 2, source: 'hints', fault: null },
    { do: 'work', lane: 3, source: 'hints', fault: null },
    { do: 'work', lane: 2, source: 'read', fault: null },
    { do: 'work', lane: 2, source: 'hints', fault: null }
  ]],
  ['a link between two that was not recorded is tried again, although the address that led to it is gone', upserts, [
    { do: 'add', side: 'salesforce', email: 1 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 0, how: 'reply-lost' } },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 1, how: 'die' } },
    { do: 'rename', side: 'salesforce', which: 0, email: 0 },
    { do: 'time', ms: 100 }
  ]],
  ['what was made with an address stays known while a write about its record waits for another', looksUp, [
    { do: 'add', side: 'salesforce', email: 0 },
    { do: 'rename', side: 'salesforce', which: 0, email: 1 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 1, how: 'stall' } },
    { do: 'rename', side: 'salesforce', which: 0, email: 0 },
    { do: 'time', ms: 200000 },
    { do: 'work', lane: 2, source: 'everything', fault: { at: 2, how: 'die' } },
    { do: 'edit', side: 'salesforce', which: 0, field: 0, fresh: false, to: 0 }
  ]],
  ['of records with one address, what was made of each and deleted before anybody knows of it is not made again', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 2, how: 'die' } },
    { do: 'remove', side: 'salesforce', which: 0 },
    { do: 'remove', side: 'salesforce', which: 0 }
  ]],
  ['what was made and deleted before anybody knows of it is not made again, although one that was linked lies beside it in the bin', deletes, [
    { do: 'add', side: 'salesforce', email: 2 },
    { do: 'work', lane: 2, source: 'everything', fault: null },
    { do: 'remove', side: 'external', which: 0 },
    { do: 'add', side: 'external', email: 2 },
    { do: 'work', lane: 2, source: 'read', fault: null },
    { do: 'work', lane: 2, source: 'hints', fault: { at: 2, how: 'die' } },
    { do: 'remove', side: 'salesforce', which: 0 }
  ]],
  ['what was made and found, and is deleted before it is written to, is not made again', looksUp, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 0, how: 'reply-lost' } },
    { do: 'edit', side: 'external', which: 0, field: 0, fresh: false, to: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 1, how: 'stall' } },
    { do: 'time', ms: 200000 },
    { do: 'remove', side: 'salesforce', which: 0 },
    { do: 'work', lane: 3, source: 'poll', fault: null },
    { do: 'work', lane: 2, source: 'hints', fault: null }
  ]],
  ['two that nothing has to be written to are not linked while a create of the one is on its way to make the other', newest, [
    { do: 'add', side: 'external', email: 0 },
    { do: 'edit', side: 'external', which: 0, field: 1, fresh: true, to: 0 },
    { do: 'work', lane: 2, source: 'read', fault: { at: 2, how: 'die' } },
    { do: 'work', lane: 3, source: 'read', fault: null },
    { do: 'edit', side: 'external', which: 0, field: 0, fresh: false, to: 0 }
  ]]
] // prettier-ignore
