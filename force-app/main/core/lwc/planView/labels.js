import all from '@salesforce/label/c.Plan_All'
import applying from '@salesforce/label/c.Plan_Applying'
import approve from '@salesforce/label/c.Plan_Approve'
import approveSure from '@salesforce/label/c.Plan_ApproveSure'
import approved from '@salesforce/label/c.Plan_Approved'
import becomes from '@salesforce/label/c.Plan_Becomes'
import blank from '@salesforce/label/c.Common_Blank'
import calls from '@salesforce/label/c.Plan_Calls'
import cancel from '@salesforce/label/c.Plan_Cancel'
import cancelSure from '@salesforce/label/c.Plan_CancelSure'
import changes from '@salesforce/label/c.Plan_Changes'
import choose from '@salesforce/label/c.Plan_Choose'
import create from '@salesforce/label/c.Plan_Create'
import csv from '@salesforce/label/c.Plan_Csv'
import does from '@salesforce/label/c.Plan_Does'
import done from '@salesforce/label/c.Plan_Done'
import guard from '@salesforce/label/c.Plan_Guard'
import heading from '@salesforce/label/c.Plan_Heading'
import held from '@salesforce/label/c.Plan_Held'
import link from '@salesforce/label/c.Plan_Link'
import loading from '@salesforce/label/c.Plan_Loading'
import make from '@salesforce/label/c.Plan_Make'
import makeAgain from '@salesforce/label/c.Plan_MakeAgain'
import more from '@salesforce/label/c.Plan_More'
import named from '@salesforce/label/c.Plan_Named'
import next from '@salesforce/label/c.Plan_Next'
import none from '@salesforce/label/c.Plan_None'
import noneNext from '@salesforce/label/c.Plan_NoneNext'
import nothing from '@salesforce/label/c.Plan_Nothing'
import operations from '@salesforce/label/c.Plan_Operations'
import reading from '@salesforce/label/c.Plan_Reading'
import readingOf from '@salesforce/label/c.Plan_ReadingOf'
import record from '@salesforce/label/c.Plan_Record'
import remove from '@salesforce/label/c.Plan_Delete'
import salesforce from '@salesforce/label/c.Common_Salesforce'
import skip from '@salesforce/label/c.Plan_Skip'
import unlink from '@salesforce/label/c.Plan_Unlink'
import until from '@salesforce/label/c.Plan_Until'
import update from '@salesforce/label/c.Plan_Update'
import wait from '@salesforce/label/c.Plan_Wait'
import why from '@salesforce/label/c.Plan_Why'

export const labels = {
  all,
  applying,
  approve,
  approveSure,
  approved,
  becomes,
  blank,
  calls,
  cancel,
  cancelSure,
  changes,
  choose,
  create,
  csv,
  does,
  done,
  guard,
  heading,
  held,
  link,
  loading,
  make,
  makeAgain,
  more,
  named,
  next,
  none,
  noneNext,
  nothing,
  operations,
  reading,
  readingOf,
  record,
  remove,
  salesforce,
  skip,
  unlink,
  until,
  update,
  wait,
  why
}
