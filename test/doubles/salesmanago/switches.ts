/**
 * What is not certain about the vendor, with the more likely behaviour first. Tests run the connector against both.
 * [I] inferred and [U] unknown are the marks of the fact sheet.
 *
 * What is uncertain and no switch: that an upsert leaves fields alone which it does not send [I], because the vendor's own
 * SDK strips empty values before it sends; how many requests are too many [U], which is the fault `status: 429`; and what
 * no call of a sync depends on (texts of `job/status`, repeated ids, an opt-in beside an opt-out, which is never sent).
 */
export const switches = {
  /** [U] `""` in an upsert. */
  emptyString: ['clear', 'ignore'],
  /** [U] A batch with one bad contact. */
  batchInvalid: ['omit', 'refuse-all'],
  /** [U] Keys of `contactIds` in a batch reply. */
  contactIdsCase: ['keep', 'lower'],
  /** [I] How an address is stored; it is compared without regard to case either way. */
  emailNormalise: ['lower', 'keep'],
  /** [I] Whether two spellings of an address in other case are one contact. */
  emailCompare: ['any-case', 'exact'],
  /** [I] Details that an upsert does not mention. */
  details: ['merge', 'replace'],
  /** [I] `removeTags` beside `tags` in one upsert. */
  removeTags: ['beside-tags', 'alone'],
  /** [U] The most contacts of a batch. */
  largestBatch: ['1000', '100'],
  /** [I] An id or address that is not known, in a list call: left out, or the call is refused. */
  unknownInLists: ['omit', 'refuse'],
  /** [U] What a refusal says, the two known texts apart. */
  refusalTexts: ['told', 'none'],
  /** [I] How exact instants are; all that were seen end in 000. */
  resolution: ['second', 'millisecond'],
  /** [I] Tags are put in capitals with `_` for a space. */
  tagNormalise: ['on', 'off'],
  /** [U] Parts of an address that an upsert does not mention. */
  addressParts: ['stay', 'are-cleared'],
  /** [U] Status of somebody new without a flag. */
  newContact: ['opted-out', 'opted-in'],
  /** [U] Whether a new contact is in the lists of modified ones. */
  createdInModified: ['yes', 'no'],
  /** [U] Whether an opt-in or opt-out counts as a modification. */
  optBumpsModified: ['yes', 'no'],
  /** [U] Whether a change of tags does. */
  tagsBumpModified: ['yes', 'no'],
  /** [U] Whether a change of the score or a visit does. */
  scoreBumpsModified: ['no', 'yes'],
  /** [I] Whose contacts the lists of modified and created ones tell. */
  changesOf: ['data-owner', 'everybody'],
  /** [I] Whether lists show contacts that were softly deleted. */
  deletedInLists: ['shown', 'hidden'],
  /** [U] Whether a soft delete counts as a modification. */
  deleteBumpsModified: ['yes', 'no'],
  /** [I] Whether `from` and `to` belong to the range. */
  bounds: ['inclusive', 'exclusive'],
  /** [I] Widest range of the lists of modified and created contacts; a number of days limits it. */
  maxWindowDays: ['any', '30'],
  /** [I] HTTP status of a reply that says `success: false`. */
  refusalStatus: ['200', '400'],
  /** [I] Whether the Data Owner has to be a user of the account. */
  owner: ['strict', 'lax'],
  /** [I] Whether a request without `requestTime` is taken. */
  requestTime: ['optional', 'required'],
  /** [U] Upsert by the address of a softly deleted contact. */
  upsertDeleted: ['revives', 'stays-deleted'],
  /** [I] `newEmail` changes the address of a known contact. */
  newEmail: ['renames', 'is-ignored'],
  /** [U] A rename to an address that is taken. */
  renameTaken: ['refuse', 'ignore'],
  /** [C] Login of an account that is not active any more. */
  account: ['active', 'inactive'],
  /** Fields no connector has heard of, in every reply. */
  unknownFields: ['none', 'many']
} as const satisfies Readonly<Record<string, readonly [string, string]>>

export type SwitchName = keyof typeof switches
export type Switches = Record<SwitchName, string>

export const isSwitch = (name: string): name is SwitchName => Object.hasOwn(switches, name)

export function defaultSwitches(): Switches {
  const first = Object.entries(switches).map(([name, [usual]]) => [name, usual])
  return Object.fromEntries(first) as Switches
}
