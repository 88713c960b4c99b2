import address from '@salesforce/label/c.Setup_Address'
import addressHelp from '@salesforce/label/c.Setup_AddressHelp'
import grant from '@salesforce/label/c.Setup_Grant'
import grantHelp from '@salesforce/label/c.Setup_GrantHelp'
import granted from '@salesforce/label/c.Setup_Granted'
import saveAddress from '@salesforce/label/c.Setup_SaveAddress'
import savingAddress from '@salesforce/label/c.Setup_SavingAddress'

export const labels = {
  address,
  addressHelp,
  grant,
  grantHelp,
  granted,
  saveAddress,
  savingAddress
}
