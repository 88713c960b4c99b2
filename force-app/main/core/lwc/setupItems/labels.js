import accessSet from '@salesforce/label/c.Setup_AccessSet'
import byHand from '@salesforce/label/c.Setup_ByHand'
import doneCount from '@salesforce/label/c.Setup_DoneCount'
import inSetup from '@salesforce/label/c.Setup_InSetup'
import unproven from '@salesforce/label/c.Setup_Unproven'

export const labels = {
  accessSet,
  byHand,
  doneCount,
  inSetup,
  unproven
}
