import keep from '@salesforce/label/c.Settings_Keep'
import keepNamed from '@salesforce/label/c.Settings_KeepNamed'
import remove from '@salesforce/label/c.Settings_Remove'
import removeNamed from '@salesforce/label/c.Settings_RemoveNamed'
import removed from '@salesforce/label/c.Settings_Removed'
import replace from '@salesforce/label/c.Settings_Replace'
import replaceNamed from '@salesforce/label/c.Settings_ReplaceNamed'
import secretSet from '@salesforce/label/c.Settings_SecretSet'
import undo from '@salesforce/label/c.Settings_Undo'

export const labels = {
  keep,
  keepNamed,
  remove,
  removeNamed,
  removed,
  replace,
  replaceNamed,
  secretSet,
  undo
}
