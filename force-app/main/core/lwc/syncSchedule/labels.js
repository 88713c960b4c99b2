import change from '@salesforce/label/c.Schedule_Change'
import every from '@salesforce/label/c.Schedule_Every'
import next from '@salesforce/label/c.Schedule_Next'
import nightlyAt from '@salesforce/label/c.Schedule_NightlyAt'
import off from '@salesforce/label/c.Schedule_Off'
import ownRead from '@salesforce/label/c.Schedule_OwnRead'
import unchosen from '@salesforce/label/c.Schedule_Unchosen'

export const labels = {
  change,
  every,
  next,
  nightlyAt,
  off,
  ownRead,
  unchosen
}
