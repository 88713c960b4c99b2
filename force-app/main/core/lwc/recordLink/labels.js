import open from '@salesforce/label/c.Record_Open'

export const labels = {
  open
}
