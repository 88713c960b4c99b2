import prepare from '@salesforce/label/c.File_Prepare'
import preparing from '@salesforce/label/c.File_Preparing'
import ready from '@salesforce/label/c.File_Download'

export const labels = {
  prepare,
  preparing,
  ready
}
