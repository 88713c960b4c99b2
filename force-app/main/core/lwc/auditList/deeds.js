import acceptIssue from '@salesforce/label/c.Deed_AcceptIssue'
import actOnRecord from '@salesforce/label/c.Deed_ActOnRecord'
import actOnRecords from '@salesforce/label/c.Deed_ActOnRecords'
import approvePlan from '@salesforce/label/c.Deed_ApprovePlan'
import cancelPlan from '@salesforce/label/c.Deed_CancelPlan'
import connect from '@salesforce/label/c.Deed_Connect'
import createConnection from '@salesforce/label/c.Deed_CreateConnection'
import createPlans from '@salesforce/label/c.Deed_CreatePlans'
import deleteConnection from '@salesforce/label/c.Deed_DeleteConnection'
import ignoreIssue from '@salesforce/label/c.Deed_IgnoreIssue'
import ignoreIssues from '@salesforce/label/c.Deed_IgnoreIssues'
import linkIssue from '@salesforce/label/c.Deed_LinkIssue'
import pauseConnection from '@salesforce/label/c.Deed_PauseConnection'
import registerOrg from '@salesforce/label/c.Deed_RegisterOrg'
import renameConnection from '@salesforce/label/c.Deed_RenameConnection'
import requestSync from '@salesforce/label/c.Deed_RequestSync'
import resumeConnection from '@salesforce/label/c.Deed_ResumeConnection'
import retryIssue from '@salesforce/label/c.Deed_RetryIssue'
import retryIssues from '@salesforce/label/c.Deed_RetryIssues'
import revokeKey from '@salesforce/label/c.Deed_RevokeKey'
import saveMapping from '@salesforce/label/c.Deed_SaveMapping'
import saveRules from '@salesforce/label/c.Deed_SaveRules'
import saveSettings from '@salesforce/label/c.Deed_SaveSettings'
import undoRun from '@salesforce/label/c.Deed_UndoRun'

/**
 * What somebody did, by the route of the middleware's API that did it; a test compares them.
 * @type {Record<string, string>}
 */
export const deeds = {
  acceptIssue,
  actOnRecord,
  actOnRecords,
  approvePlan,
  cancelPlan,
  connect,
  createConnection,
  createPlans,
  deleteConnection,
  ignoreIssue,
  ignoreIssues,
  linkIssue,
  pauseConnection,
  registerOrg,
  renameConnection,
  requestSync,
  resumeConnection,
  retryIssue,
  retryIssues,
  revokeKey,
  saveMapping,
  saveRules,
  saveSettings,
  undoRun
}
