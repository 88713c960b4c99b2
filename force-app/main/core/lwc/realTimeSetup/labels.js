import command from '@salesforce/label/c.RealTime_Command'
import consentQuestion from '@salesforce/label/c.RealTime_ConsentQuestion'
import heading from '@salesforce/label/c.RealTime_Heading'
import lastMessage from '@salesforce/label/c.RealTime_LastMessage'
import noMessage from '@salesforce/label/c.RealTime_NoMessage'
import noObjects from '@salesforce/label/c.RealTime_NoObjects'
import object from '@salesforce/label/c.RealTime_Object'
import remove from '@salesforce/label/c.RealTime_Remove'
import removeLine from '@salesforce/label/c.RealTime_RemoveLine'
import removeQuestion from '@salesforce/label/c.RealTime_RemoveQuestion'
import repair from '@salesforce/label/c.RealTime_Repair'
import said from '@salesforce/label/c.RealTime_Said'
import setUp from '@salesforce/label/c.RealTime_SetUp'
import state from '@salesforce/label/c.RealTime_State'
import zip from '@salesforce/label/c.RealTime_Zip'

export const labels = {
  command,
  consentQuestion,
  heading,
  lastMessage,
  noMessage,
  noObjects,
  object,
  remove,
  removeLine,
  removeQuestion,
  repair,
  said,
  setUp,
  state,
  zip
}
