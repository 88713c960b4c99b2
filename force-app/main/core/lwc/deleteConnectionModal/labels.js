import before from '@salesforce/label/c.Manage_Before'
import cancel from '@salesforce/label/c.Common_Cancel'
import remove from '@salesforce/label/c.Manage_Delete'
import typeName from '@salesforce/label/c.Manage_TypeName'
import working from '@salesforce/label/c.Manage_Working'

export const labels = {
  before,
  cancel,
  remove,
  typeName,
  working
}
