import all from '@salesforce/label/c.Plan_All'
import becomes from '@salesforce/label/c.Plan_Becomes'
import blank from '@salesforce/label/c.Common_Blank'
import changes from '@salesforce/label/c.Plan_Changes'
import csv from '@salesforce/label/c.Plan_Csv'
import does from '@salesforce/label/c.Plan_Does'
import more from '@salesforce/label/c.Plan_More'
import operations from '@salesforce/label/c.Plan_Operations'
import record from '@salesforce/label/c.Plan_Record'
import salesforce from '@salesforce/label/c.Common_Salesforce'
import why from '@salesforce/label/c.Plan_Why'

export const labels = {
  all,
  becomes,
  blank,
  changes,
  csv,
  does,
  more,
  operations,
  record,
  salesforce,
  why
}
