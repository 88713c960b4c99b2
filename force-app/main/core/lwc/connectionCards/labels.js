import add from '@salesforce/label/c.Cards_Add'
import addNamed from '@salesforce/label/c.Cards_AddNamed'
import connections from '@salesforce/label/c.Cards_Connections'
import issues from '@salesforce/label/c.Cards_Issues'
import lastSync from '@salesforce/label/c.Cards_LastSync'
import links from '@salesforce/label/c.Cards_Links'
import never from '@salesforce/label/c.Cards_Never'

export const labels = {
  add,
  addNamed,
  connections,
  issues,
  lastSync,
  links,
  never
}
