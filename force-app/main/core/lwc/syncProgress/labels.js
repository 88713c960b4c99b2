import bar from '@salesforce/label/c.Progress_Bar'
import of from '@salesforce/label/c.Progress_Of'
import percent from '@salesforce/label/c.Progress_Percent'
import soFar from '@salesforce/label/c.Progress_SoFar'
import started from '@salesforce/label/c.Progress_Started'

export const labels = {
  bar,
  of,
  percent,
  soFar,
  started
}
