import heading from '@salesforce/label/c.Panel_Heading'
import loading from '@salesforce/label/c.Panel_Loading'
import nothing from '@salesforce/label/c.Panel_Nothing'
import reload from '@salesforce/label/c.Panel_Reload'

export const labels = {
  heading,
  loading,
  nothing,
  reload
}
