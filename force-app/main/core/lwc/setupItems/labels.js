import accessSet from '@salesforce/label/c.Setup_AccessSet'
import app from '@salesforce/label/c.SetupItem_App'
import byHand from '@salesforce/label/c.Setup_ByHand'
import doneCount from '@salesforce/label/c.Setup_DoneCount'
import inSetup from '@salesforce/label/c.Setup_InSetup'
import key from '@salesforce/label/c.SetupItem_Key'
import layouts from '@salesforce/label/c.SetupItem_Layouts'
import messages from '@salesforce/label/c.SetupItem_Messages'
import permissionSets from '@salesforce/label/c.SetupItem_PermissionSets'
import principalAccess from '@salesforce/label/c.SetupItem_PrincipalAccess'
import trustedUrl from '@salesforce/label/c.SetupItem_TrustedUrl'
import unproven from '@salesforce/label/c.Setup_Unproven'
import url from '@salesforce/label/c.SetupItem_Url'

export const labels = {
  accessSet,
  app,
  byHand,
  doneCount,
  inSetup,
  key,
  layouts,
  messages,
  permissionSets,
  principalAccess,
  trustedUrl,
  unproven,
  url
}
