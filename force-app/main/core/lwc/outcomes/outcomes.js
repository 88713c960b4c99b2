import created from '@salesforce/label/c.Outcome_Created'
import linked from '@salesforce/label/c.Outcome_Linked'
import updated from '@salesforce/label/c.Outcome_Updated'
import deleted from '@salesforce/label/c.Outcome_Deleted'
import unlinked from '@salesforce/label/c.Outcome_Unlinked'
import unchanged from '@salesforce/label/c.Outcome_Unchanged'
import skipped from '@salesforce/label/c.Outcome_Skipped'
import held from '@salesforce/label/c.Outcome_Held'
import conflict from '@salesforce/label/c.Outcome_Conflict'
import waiting from '@salesforce/label/c.Outcome_Waiting'
import rejected from '@salesforce/label/c.Outcome_Rejected'
import failed from '@salesforce/label/c.Outcome_Failed'
import deferred from '@salesforce/label/c.Outcome_Deferred'
import superseded from '@salesforce/label/c.Outcome_Superseded'
import notifications from '@salesforce/label/c.Cause_Notifications'
import poll from '@salesforce/label/c.Cause_Poll'
import read from '@salesforce/label/c.Cause_Read'
import hints from '@salesforce/label/c.Cause_Hints'
import initial from '@salesforce/label/c.Cause_Initial'
import plan from '@salesforce/label/c.Cause_Plan'
import reconcile from '@salesforce/label/c.Cause_Reconcile'
import refresh from '@salesforce/label/c.Cause_Refresh'
import drift from '@salesforce/label/c.Cause_Drift'
import undo from '@salesforce/label/c.Cause_Undo'
import button from '@salesforce/label/c.Cause_Button'
import consent from '@salesforce/label/c.Cause_Consent'

/**
 * What became of a record, by the bucket that counts it; in the order in which they are shown.
 * @type {Record<string, string>}
 */
export const outcomes = {
  created,
  linked,
  updated,
  deleted,
  unlinked,
  unchanged,
  skipped,
  held,
  conflict,
  waiting,
  rejected,
  failed,
  deferred,
  superseded
}

/**
 * What started a run.
 * @type {Record<string, string>}
 */
export const causes = {
  notifications,
  poll,
  read,
  hints,
  initial,
  plan,
  reconcile,
  refresh,
  drift,
  undo,
  button,
  consent
}

/**
 * Counters with their names, those that are zero left out.
 * @param {Record<string, number>} counters
 */
export const namedCounters = (counters) =>
  Object.entries(outcomes)
    .map(([name, label]) => ({ name, label, count: counters[name] ?? 0 }))
    .filter(({ count }) => count > 0)
