import day from '@salesforce/label/c.Report_Day'
import empty from '@salesforce/label/c.Report_Empty'
import emptyHint from '@salesforce/label/c.Report_EmptyHint'
import heading from '@salesforce/label/c.Report_Heading'
import loading from '@salesforce/label/c.Report_Loading'
import openNumber from '@salesforce/label/c.Report_OpenNumber'
import recordsOf from '@salesforce/label/c.Report_RecordsOf'
import retry from '@salesforce/label/c.Report_Retry'

export const labels = {
  day,
  empty,
  emptyHint,
  heading,
  loading,
  openNumber,
  recordsOf,
  retry
}
