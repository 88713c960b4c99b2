import address from '@salesforce/label/c.Sync_Address'
import edition from '@salesforce/label/c.Sync_Edition'
import empty from '@salesforce/label/c.Sync_Empty'
import emptyHint from '@salesforce/label/c.Sync_EmptyHint'
import history from '@salesforce/label/c.Sync_History'
import information from '@salesforce/label/c.Sync_Information'
import issues from '@salesforce/label/c.Sync_Issues'
import issuesCount from '@salesforce/label/c.Sync_IssuesCount'
import leave from '@salesforce/label/c.Sync_Leave'
import leaveLine from '@salesforce/label/c.Sync_LeaveLine'
import leaveQuestion from '@salesforce/label/c.Sync_LeaveQuestion'
import loading from '@salesforce/label/c.Sync_Loading'
import mapping from '@salesforce/label/c.Sync_Mapping'
import newCancel from '@salesforce/label/c.Sync_NewCancel'
import newNamed from '@salesforce/label/c.Sync_New'
import nextMapping from '@salesforce/label/c.Sync_NextMapping'
import nextMappingOpen from '@salesforce/label/c.Sync_NextMappingOpen'
import noOrg from '@salesforce/label/c.Sync_NoOrg'
import noOrgHint from '@salesforce/label/c.Sync_NoOrgHint'
import plan from '@salesforce/label/c.Sync_Plan'
import refresh from '@salesforce/label/c.Sync_Refresh'
import retry from '@salesforce/label/c.Sync_Retry'
import sandbox from '@salesforce/label/c.Sync_Sandbox'
import settings from '@salesforce/label/c.Sync_Settings'
import setup from '@salesforce/label/c.Sync_Setup'
import setupClose from '@salesforce/label/c.Sync_SetupClose'
import title from '@salesforce/label/c.Sync_Title'

export const labels = {
  address,
  edition,
  empty,
  emptyHint,
  history,
  information,
  issues,
  issuesCount,
  leave,
  leaveLine,
  leaveQuestion,
  loading,
  mapping,
  newCancel,
  newNamed,
  nextMapping,
  nextMappingOpen,
  noOrg,
  noOrgHint,
  plan,
  refresh,
  retry,
  sandbox,
  settings,
  setup,
  setupClose,
  title
}
