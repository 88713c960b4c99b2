import approve from '@salesforce/label/c.Plan_Approve'
import blanks from '@salesforce/label/c.Guard_Blanks'
import blanksYes from '@salesforce/label/c.Guard_BlanksYes'
import cancel from '@salesforce/label/c.Plan_Cancel'
import deletes from '@salesforce/label/c.Guard_Deletes'
import deletesYes from '@salesforce/label/c.Guard_DeletesYes'
import empty from '@salesforce/label/c.Guard_Empty'
import emptyExternal from '@salesforce/label/c.Guard_EmptyExternal'
import emptySalesforce from '@salesforce/label/c.Guard_EmptySalesforce'
import emptyWhy from '@salesforce/label/c.Guard_EmptyWhy'
import emptyYes from '@salesforce/label/c.Guard_EmptyYes'
import heading from '@salesforce/label/c.Guard_Heading'
import look from '@salesforce/label/c.Guard_Look'
import next from '@salesforce/label/c.Guard_Next'
import openSettings from '@salesforce/label/c.Guard_OpenSettings'
import operations from '@salesforce/label/c.Plan_Operations'
import otherYes from '@salesforce/label/c.Guard_OtherYes'
import owners from '@salesforce/label/c.Guard_Owners'
import ownersYes from '@salesforce/label/c.Guard_OwnersYes'
import salesforce from '@salesforce/label/c.Common_Salesforce'

export const labels = {
  approve,
  blanks,
  blanksYes,
  cancel,
  deletes,
  deletesYes,
  empty,
  emptyExternal,
  emptySalesforce,
  emptyWhy,
  emptyYes,
  heading,
  look,
  next,
  openSettings,
  operations,
  otherYes,
  owners,
  ownersYes,
  salesforce
}
