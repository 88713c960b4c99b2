import dry from '@salesforce/label/c.Budget_Dry'
import heading from '@salesforce/label/c.Budget_Heading'
import loading from '@salesforce/label/c.Budget_Loading'
import noLimit from '@salesforce/label/c.Budget_NoLimit'
import of from '@salesforce/label/c.Budget_Of'
import share from '@salesforce/label/c.Budget_Share'

export const labels = {
  dry,
  heading,
  loading,
  noLimit,
  of,
  share
}
