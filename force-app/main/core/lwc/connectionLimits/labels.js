import approval from '@salesforce/label/c.Limits_Approval'
import approve from '@salesforce/label/c.Limits_Approve'
import approveHelp from '@salesforce/label/c.Limits_ApproveHelp'
import approveLine1 from '@salesforce/label/c.Limits_ApproveLine1'
import approveLine2 from '@salesforce/label/c.Limits_ApproveLine2'
import approveOff from '@salesforce/label/c.Limits_ApproveOff'
import approveQuestion from '@salesforce/label/c.Limits_ApproveQuestion'
import blanks from '@salesforce/label/c.Limits_Blanks'
import cancel from '@salesforce/label/c.Common_Cancel'
import cap from '@salesforce/label/c.Limits_Cap'
import capHelp from '@salesforce/label/c.Limits_CapHelp'
import capRecords from '@salesforce/label/c.Limits_CapRecords'
import capRecordsHelp from '@salesforce/label/c.Limits_CapRecordsHelp'
import changed from '@salesforce/label/c.Settings_Changed'
import conflict from '@salesforce/label/c.Limits_Conflict'
import daily from '@salesforce/label/c.Limits_Daily'
import deletes from '@salesforce/label/c.Limits_Deletes'
import heading from '@salesforce/label/c.Limits_Heading'
import loading from '@salesforce/label/c.Limits_Loading'
import most from '@salesforce/label/c.Limits_Most'
import mostHelp from '@salesforce/label/c.Limits_MostHelp'
import owners from '@salesforce/label/c.Limits_Owners'
import percent from '@salesforce/label/c.Limits_Percent'
import quiet from '@salesforce/label/c.Limits_Quiet'
import quietBoth from '@salesforce/label/c.Limits_QuietBoth'
import quietFrom from '@salesforce/label/c.Limits_QuietFrom'
import quietFromHelp from '@salesforce/label/c.Limits_QuietFromHelp'
import quietSame from '@salesforce/label/c.Limits_QuietSame'
import quietTo from '@salesforce/label/c.Limits_QuietTo'
import quietToHelp from '@salesforce/label/c.Limits_QuietToHelp'
import rails from '@salesforce/label/c.Limits_Rails'
import railsLine from '@salesforce/label/c.Limits_RailsLine'
import reload from '@salesforce/label/c.Settings_Reload'
import reserve from '@salesforce/label/c.Limits_Reserve'
import reserveHelp from '@salesforce/label/c.Limits_ReserveHelp'
import retry from '@salesforce/label/c.Settings_Retry'
import save from '@salesforce/label/c.Limits_Save'
import saved from '@salesforce/label/c.Limits_Saved'
import saving from '@salesforce/label/c.Limits_Saving'
import share from '@salesforce/label/c.Limits_Share'
import shareHelp from '@salesforce/label/c.Limits_ShareHelp'
import time from '@salesforce/label/c.Limits_Time'
import whole from '@salesforce/label/c.Limits_Whole'
import zone from '@salesforce/label/c.Limits_Zone'
import zoneHelp from '@salesforce/label/c.Limits_ZoneHelp'

export const labels = {
  approval,
  approve,
  approveHelp,
  approveLine1,
  approveLine2,
  approveOff,
  approveQuestion,
  blanks,
  cancel,
  cap,
  capHelp,
  capRecords,
  capRecordsHelp,
  changed,
  conflict,
  daily,
  deletes,
  heading,
  loading,
  most,
  mostHelp,
  owners,
  percent,
  quiet,
  quietBoth,
  quietFrom,
  quietFromHelp,
  quietSame,
  quietTo,
  quietToHelp,
  rails,
  railsLine,
  reload,
  reserve,
  reserveHelp,
  retry,
  save,
  saved,
  saving,
  share,
  shareHelp,
  time,
  whole,
  zone,
  zoneHelp
}
