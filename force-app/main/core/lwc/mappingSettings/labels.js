import allWell from '@salesforce/label/c.Mapping_AllWell'
import changed from '@salesforce/label/c.Mapping_Changed'
import check from '@salesforce/label/c.Mapping_Check'
import checking from '@salesforce/label/c.Mapping_Checking'
import conflict from '@salesforce/label/c.Mapping_Conflict'
import discard from '@salesforce/label/c.Mapping_Discard'
import heading from '@salesforce/label/c.Mapping_Heading'
import loading from '@salesforce/label/c.Mapping_Loading'
import objects from '@salesforce/label/c.Mapping_Objects'
import objectsHelp from '@salesforce/label/c.Mapping_ObjectsHelp'
import reload from '@salesforce/label/c.Mapping_Reload'
import save from '@salesforce/label/c.Mapping_Save'
import saved from '@salesforce/label/c.Mapping_Saved'
import saving from '@salesforce/label/c.Mapping_Saving'

export const labels = {
  allWell,
  changed,
  check,
  checking,
  conflict,
  discard,
  heading,
  loading,
  objects,
  objectsHelp,
  reload,
  save,
  saved,
  saving
}
