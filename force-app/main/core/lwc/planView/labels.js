import applying from '@salesforce/label/c.Plan_Applying'
import approve from '@salesforce/label/c.Plan_Approve'
import approveSure from '@salesforce/label/c.Plan_ApproveSure'
import approved from '@salesforce/label/c.Plan_Approved'
import calls from '@salesforce/label/c.Plan_Calls'
import cancel from '@salesforce/label/c.Plan_Cancel'
import cancelSure from '@salesforce/label/c.Plan_CancelSure'
import choose from '@salesforce/label/c.Plan_Choose'
import done from '@salesforce/label/c.Plan_Done'
import heading from '@salesforce/label/c.Plan_Heading'
import loading from '@salesforce/label/c.Plan_Loading'
import make from '@salesforce/label/c.Plan_Make'
import makeAgain from '@salesforce/label/c.Plan_MakeAgain'
import named from '@salesforce/label/c.Plan_Named'
import next from '@salesforce/label/c.Plan_Next'
import none from '@salesforce/label/c.Plan_None'
import noneNext from '@salesforce/label/c.Plan_NoneNext'
import nothing from '@salesforce/label/c.Plan_Nothing'
import reading from '@salesforce/label/c.Plan_Reading'
import readingOf from '@salesforce/label/c.Plan_ReadingOf'
import until from '@salesforce/label/c.Plan_Until'

export const labels = {
  applying,
  approve,
  approveSure,
  approved,
  calls,
  cancel,
  cancelSure,
  choose,
  done,
  heading,
  loading,
  make,
  makeAgain,
  named,
  next,
  none,
  noneNext,
  nothing,
  reading,
  readingOf,
  until
}
