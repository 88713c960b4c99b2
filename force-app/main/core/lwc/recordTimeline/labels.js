import accept from '@salesforce/label/c.Timeline_Accept'
import blank from '@salesforce/label/c.Common_Blank'
import fields from '@salesforce/label/c.Timeline_Fields'
import heading from '@salesforce/label/c.Timeline_Heading'
import id from '@salesforce/label/c.Timeline_Id'
import issues from '@salesforce/label/c.Timeline_Issues'
import lastSync from '@salesforce/label/c.Timeline_LastSync'
import life from '@salesforce/label/c.Timeline_Life'
import loading from '@salesforce/label/c.Timeline_Loading'
import never from '@salesforce/label/c.Timeline_Never'
import noLife from '@salesforce/label/c.Timeline_NoLife'
import noPair from '@salesforce/label/c.Timeline_NoPair'
import noPairNext from '@salesforce/label/c.Timeline_NoPairNext'
import other from '@salesforce/label/c.Timeline_Other'
import relink from '@salesforce/label/c.Timeline_Relink'
import salesforce from '@salesforce/label/c.Common_Salesforce'
import syncNow from '@salesforce/label/c.Timeline_SyncNow'
import unlink from '@salesforce/label/c.Timeline_Unlink'
import unlinkSure from '@salesforce/label/c.Timeline_UnlinkSure'

export const labels = {
  accept,
  blank,
  fields,
  heading,
  id,
  issues,
  lastSync,
  life,
  loading,
  never,
  noLife,
  noPair,
  noPairNext,
  other,
  relink,
  salesforce,
  syncNow,
  unlink,
  unlinkSure
}
