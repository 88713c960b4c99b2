import automatic from '@salesforce/label/c.Information_Automatic'
import current from '@salesforce/label/c.Information_Current'
import first from '@salesforce/label/c.Information_First'
import force from '@salesforce/label/c.Information_Force'
import forceLabel from '@salesforce/label/c.Information_ForceLabel'
import heading from '@salesforce/label/c.Information_Heading'
import idle from '@salesforce/label/c.Information_Idle'
import initial from '@salesforce/label/c.Information_Initial'
import initialConfirm from '@salesforce/label/c.Information_InitialConfirm'
import initialLine1 from '@salesforce/label/c.Information_InitialLine1'
import initialLine2 from '@salesforce/label/c.Information_InitialLine2'
import instant from '@salesforce/label/c.Information_Instant'
import instantLine from '@salesforce/label/c.Information_InstantLine'
import issueCount from '@salesforce/label/c.Information_IssueCount'
import issues from '@salesforce/label/c.Information_Issues'
import last from '@salesforce/label/c.Information_Last'
import lastMessage from '@salesforce/label/c.Information_LastMessage'
import links from '@salesforce/label/c.Information_Links'
import loading from '@salesforce/label/c.Information_Loading'
import never from '@salesforce/label/c.Information_Never'
import noIssues from '@salesforce/label/c.Information_NoIssues'
import notNow from '@salesforce/label/c.Information_NotNow'
import openPlan from '@salesforce/label/c.Information_OpenPlan'
import pause from '@salesforce/label/c.Information_Pause'
import pauseConfirm from '@salesforce/label/c.Information_PauseConfirm'
import pauseLine1 from '@salesforce/label/c.Information_PauseLine1'
import pauseLine2 from '@salesforce/label/c.Information_PauseLine2'
import paused from '@salesforce/label/c.Information_Paused'
import planNeeded from '@salesforce/label/c.Information_PlanNeeded'
import resume from '@salesforce/label/c.Information_Resume'
import retrying from '@salesforce/label/c.Information_Retrying'
import troubles from '@salesforce/label/c.Information_Troubles'
import unapproved from '@salesforce/label/c.Information_Unapproved'
import until from '@salesforce/label/c.Information_Until'
import waiting from '@salesforce/label/c.Information_Waiting'

export const labels = {
  automatic,
  current,
  first,
  force,
  forceLabel,
  heading,
  idle,
  initial,
  initialConfirm,
  initialLine1,
  initialLine2,
  instant,
  instantLine,
  issueCount,
  issues,
  last,
  lastMessage,
  links,
  loading,
  never,
  noIssues,
  notNow,
  openPlan,
  pause,
  pauseConfirm,
  pauseLine1,
  pauseLine2,
  paused,
  planNeeded,
  resume,
  retrying,
  troubles,
  unapproved,
  until,
  waiting
}
