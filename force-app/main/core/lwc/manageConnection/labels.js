import heading from '@salesforce/label/c.Manage_Heading'
import name from '@salesforce/label/c.Manage_Name'
import remove from '@salesforce/label/c.Manage_Delete'
import rename from '@salesforce/label/c.Manage_Rename'
import renamed from '@salesforce/label/c.Manage_Renamed'
import working from '@salesforce/label/c.Manage_Working'

export const labels = {
  heading,
  name,
  remove,
  rename,
  renamed,
  working
}
