import create from '@salesforce/label/c.Plan_Create'
import held from '@salesforce/label/c.Plan_Held'
import link from '@salesforce/label/c.Plan_Link'
import remove from '@salesforce/label/c.Plan_Delete'
import skip from '@salesforce/label/c.Plan_Skip'
import unlink from '@salesforce/label/c.Plan_Unlink'
import update from '@salesforce/label/c.Plan_Update'
import wait from '@salesforce/label/c.Plan_Wait'

export const labels = {
  create,
  held,
  link,
  remove,
  skip,
  unlink,
  update,
  wait
}
