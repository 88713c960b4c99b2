import changed from '@salesforce/label/c.Settings_Changed'
import check from '@salesforce/label/c.Settings_Check'
import checkOk from '@salesforce/label/c.Settings_CheckOk'
import checking from '@salesforce/label/c.Settings_Checking'
import conflict from '@salesforce/label/c.Settings_Conflict'
import discard from '@salesforce/label/c.Settings_Discard'
import editions from '@salesforce/label/c.Settings_Editions'
import heading from '@salesforce/label/c.Settings_Heading'
import loading from '@salesforce/label/c.Settings_Loading'
import name from '@salesforce/label/c.Manage_Name'
import reload from '@salesforce/label/c.Settings_Reload'
import retry from '@salesforce/label/c.Settings_Retry'
import save from '@salesforce/label/c.Settings_Save'
import saved from '@salesforce/label/c.Settings_Saved'
import savedMade from '@salesforce/label/c.Settings_SavedMade'
import saving from '@salesforce/label/c.Settings_Saving'
import warnings from '@salesforce/label/c.Settings_Warnings'

export const labels = {
  changed,
  check,
  checkOk,
  checking,
  conflict,
  discard,
  editions,
  heading,
  loading,
  name,
  reload,
  retry,
  save,
  saved,
  savedMade,
  saving,
  warnings
}
