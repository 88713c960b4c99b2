import active from '@salesforce/label/c.Keys_Active'
import created from '@salesforce/label/c.Keys_Created'
import createdBy from '@salesforce/label/c.Keys_CreatedBy'
import empty from '@salesforce/label/c.Keys_Empty'
import heading from '@salesforce/label/c.Keys_Heading'
import lastUsed from '@salesforce/label/c.Keys_LastUsed'
import loading from '@salesforce/label/c.Keys_Loading'
import never from '@salesforce/label/c.Keys_Never'
import number from '@salesforce/label/c.Keys_Number'
import revoke from '@salesforce/label/c.Keys_Revoke'
import revokeLine1 from '@salesforce/label/c.Keys_RevokeLine1'
import revokeLine2 from '@salesforce/label/c.Keys_RevokeLine2'
import revokeNamed from '@salesforce/label/c.Keys_RevokeNamed'
import revokeQuestion from '@salesforce/label/c.Keys_RevokeQuestion'
import revoked from '@salesforce/label/c.Keys_Revoked'
import state from '@salesforce/label/c.Keys_State'

export const labels = {
  active,
  created,
  createdBy,
  empty,
  heading,
  lastUsed,
  loading,
  never,
  number,
  revoke,
  revokeLine1,
  revokeLine2,
  revokeNamed,
  revokeQuestion,
  revoked,
  state
}
