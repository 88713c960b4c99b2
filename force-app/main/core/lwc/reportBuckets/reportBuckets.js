import deferredSubscription from '@salesforce/label/c.Bucket_DeferredSubscription'
import fieldConflict from '@salesforce/label/c.Bucket_FieldConflict'
import noDifference from '@salesforce/label/c.Bucket_NoDifference'
import noExport from '@salesforce/label/c.Bucket_NoExport'
import noImport from '@salesforce/label/c.Bucket_NoImport'
import noNewChanges from '@salesforce/label/c.Bucket_NoNewChanges'
import processingError from '@salesforce/label/c.Bucket_ProcessingError'
import skippedMembers from '@salesforce/label/c.Bucket_SkippedMembers'
import synchronized from '@salesforce/label/c.Bucket_Synchronized'
import unableToUpdate from '@salesforce/label/c.Bucket_UnableToUpdate'
import validationError from '@salesforce/label/c.Bucket_ValidationError'

/**
 * The report's buckets, by the names that the API gives them.
 * @type {Record<string, string>}
 */
export const reportBuckets = {
  'Deferred Subscription': deferredSubscription,
  'Field Conflict': fieldConflict,
  'No Difference': noDifference,
  'No Export': noExport,
  'No Import': noImport,
  'No New Changes': noNewChanges,
  'Processing Error': processingError,
  'Skipped Members': skippedMembers,
  Synchronized: synchronized,
  'Unable to Update': unableToUpdate,
  'Validation Error': validationError
}
