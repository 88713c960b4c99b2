import alternating from '@salesforce/label/c.Kind_alternating'
import auth from '@salesforce/label/c.Kind_auth'
import blocked from '@salesforce/label/c.Kind_blocked'
import conflict from '@salesforce/label/c.Kind_conflict'
import convertedBothLinked from '@salesforce/label/c.Kind_convertedBothLinked'
import criterionUnread from '@salesforce/label/c.Kind_criterionUnread'
import forbidden from '@salesforce/label/c.Kind_forbidden'
import identifiedOtherwise from '@salesforce/label/c.Kind_identifiedOtherwise'
import invalid from '@salesforce/label/c.Kind_invalid'
import invalidFiller from '@salesforce/label/c.Kind_invalidFiller'
import invalidValue from '@salesforce/label/c.Kind_invalidValue'
import linkTaken from '@salesforce/label/c.Kind_linkTaken'
import mergedBothLinked from '@salesforce/label/c.Kind_mergedBothLinked'
import noTimeZone from '@salesforce/label/c.Kind_noTimeZone'
import notVisible from '@salesforce/label/c.Kind_notVisible'
import requiredBlank from '@salesforce/label/c.Kind_requiredBlank'
import schema from '@salesforce/label/c.Kind_schema'
import severalMatches from '@salesforce/label/c.Kind_severalMatches'
import tooLong from '@salesforce/label/c.Kind_tooLong'
import unavailable from '@salesforce/label/c.Kind_unavailable'
import unmappedValue from '@salesforce/label/c.Kind_unmappedValue'

/**
 * Kinds of issues by their code.
 * @type {Record<string, string>}
 */
export const issueKinds = {
  alternating,
  auth,
  blocked,
  conflict,
  'converted-both-linked': convertedBothLinked,
  'criterion-unread': criterionUnread,
  forbidden,
  'identified-otherwise': identifiedOtherwise,
  invalid,
  'invalid-filler': invalidFiller,
  'invalid-value': invalidValue,
  'link-taken': linkTaken,
  'merged-both-linked': mergedBothLinked,
  'no-time-zone': noTimeZone,
  'not-visible': notVisible,
  'required-blank': requiredBlank,
  schema,
  'several-matches': severalMatches,
  'too-long': tooLong,
  unavailable,
  'unmapped-value': unmappedValue
}
