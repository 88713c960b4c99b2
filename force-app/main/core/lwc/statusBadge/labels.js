import absent from '@salesforce/label/c.State_Absent'
import active from '@salesforce/label/c.State_Active'
import applying from '@salesforce/label/c.State_Applying'
import approved from '@salesforce/label/c.State_Approved'
import broken from '@salesforce/label/c.State_Broken'
import cancelled from '@salesforce/label/c.State_Cancelled'
import deployed from '@salesforce/label/c.State_Deployed'
import done from '@salesforce/label/c.State_Done'
import expired from '@salesforce/label/c.State_Expired'
import failed from '@salesforce/label/c.State_Failed'
import none from '@salesforce/label/c.State_None'
import paused from '@salesforce/label/c.State_Paused'
import planned from '@salesforce/label/c.State_Planned'
import problem from '@salesforce/label/c.State_Problem'
import running from '@salesforce/label/c.State_Running'
import setup from '@salesforce/label/c.State_Setup'
import stopped from '@salesforce/label/c.State_Stopped'
import todo from '@salesforce/label/c.State_Todo'
import unknown from '@salesforce/label/c.State_Unknown'

/** @type {Record<string, string>} */
export const labels = {
  absent,
  active,
  applying,
  approved,
  broken,
  cancelled,
  deployed,
  done,
  expired,
  failed,
  none,
  paused,
  planned,
  problem,
  running,
  setup,
  stopped,
  todo,
  unknown
}
