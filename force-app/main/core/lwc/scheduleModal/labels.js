import at from '@salesforce/label/c.Schedule_At'
import automatic from '@salesforce/label/c.Schedule_Automatic'
import cancel from '@salesforce/label/c.Common_Cancel'
import conflict from '@salesforce/label/c.Schedule_Conflict'
import daily from '@salesforce/label/c.Schedule_Daily'
import interval from '@salesforce/label/c.Schedule_Interval'
import kind from '@salesforce/label/c.Schedule_Kind'
import minutes from '@salesforce/label/c.Schedule_Minutes'
import never from '@salesforce/label/c.Schedule_Never'
import reload from '@salesforce/label/c.Schedule_Reload'
import save from '@salesforce/label/c.Schedule_Save'
import saving from '@salesforce/label/c.Schedule_Saving'
import zone from '@salesforce/label/c.Schedule_Zone'

export const labels = {
  at,
  automatic,
  cancel,
  conflict,
  daily,
  interval,
  kind,
  minutes,
  never,
  reload,
  save,
  saving,
  zone
}
