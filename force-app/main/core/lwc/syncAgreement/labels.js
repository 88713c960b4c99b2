import checked from '@salesforce/label/c.Agreement_Checked'
import drift from '@salesforce/label/c.Agreement_Drift'
import equal from '@salesforce/label/c.Agreement_Equal'
import foreignEdit from '@salesforce/label/c.Drift_ForeignEdit'
import formula from '@salesforce/label/c.Drift_FormulaField'
import hardDelete from '@salesforce/label/c.Drift_HardDelete'
import heading from '@salesforce/label/c.Agreement_Heading'
import missedEvent from '@salesforce/label/c.Drift_MissedEvent'
import none from '@salesforce/label/c.Agreement_None'
import of from '@salesforce/label/c.Agreement_Of'
import ourFault from '@salesforce/label/c.Drift_OurFault'
import pair from '@salesforce/label/c.Agreement_Pair'

export const labels = {
  checked,
  drift,
  equal,
  foreignEdit,
  formula,
  hardDelete,
  heading,
  missedEvent,
  none,
  of,
  ourFault,
  pair
}
