import automatic from '@salesforce/label/c.Schedule_Automatic'
import change from '@salesforce/label/c.Schedule_Change'
import every from '@salesforce/label/c.Schedule_Every'
import loading from '@salesforce/label/c.Schedule_Loading'
import next from '@salesforce/label/c.Schedule_Next'
import nightlyAt from '@salesforce/label/c.Schedule_NightlyAt'
import off from '@salesforce/label/c.Schedule_Off'
import ownRead from '@salesforce/label/c.Schedule_OwnRead'

export const labels = {
  automatic,
  change,
  every,
  loading,
  next,
  nightlyAt,
  off,
  ownRead
}
