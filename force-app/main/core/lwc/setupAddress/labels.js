import address from '@salesforce/label/c.Setup_Address'
import addressHelp from '@salesforce/label/c.Setup_AddressHelp'
import credential from '@salesforce/label/c.Setup_Credential'
import credentialHelp from '@salesforce/label/c.Setup_CredentialHelp'
import credentialOwn from '@salesforce/label/c.Setup_CredentialOwn'
import credentialUse from '@salesforce/label/c.Setup_CredentialUse'
import grant from '@salesforce/label/c.Setup_Grant'
import grantHelp from '@salesforce/label/c.Setup_GrantHelp'
import granted from '@salesforce/label/c.Setup_Granted'
import saveAddress from '@salesforce/label/c.Setup_SaveAddress'
import savingAddress from '@salesforce/label/c.Setup_SavingAddress'

export const labels = {
  address,
  addressHelp,
  credential,
  credentialHelp,
  credentialOwn,
  credentialUse,
  grant,
  grantHelp,
  granted,
  saveAddress,
  savingAddress
}
