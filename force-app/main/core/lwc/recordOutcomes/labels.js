import all from '@salesforce/label/c.Records_All'
import at from '@salesforce/label/c.Records_At'
import bucket from '@salesforce/label/c.Records_Bucket'
import empty from '@salesforce/label/c.Records_Empty'
import emptyHint from '@salesforce/label/c.Records_EmptyHint'
import external from '@salesforce/label/c.Records_External'
import loading from '@salesforce/label/c.Records_Loading'
import more from '@salesforce/label/c.Records_More'
import retry from '@salesforce/label/c.Records_Retry'
import said from '@salesforce/label/c.Records_Said'
import salesforce from '@salesforce/label/c.Records_Salesforce'
import shown from '@salesforce/label/c.Records_Shown'

export const labels = {
  all,
  at,
  bucket,
  empty,
  emptyHint,
  external,
  loading,
  more,
  retry,
  said,
  salesforce,
  shown
}
