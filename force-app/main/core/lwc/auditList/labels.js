import connection from '@salesforce/label/c.Audit_Connection'
import connectionGone from '@salesforce/label/c.Audit_ConnectionGone'
import done from '@salesforce/label/c.Audit_Done'
import empty from '@salesforce/label/c.Audit_Empty'
import emptyHint from '@salesforce/label/c.Audit_EmptyHint'
import failed from '@salesforce/label/c.Audit_Failed'
import heading from '@salesforce/label/c.Audit_Heading'
import line from '@salesforce/label/c.Audit_Line'
import loading from '@salesforce/label/c.Audit_Loading'
import more from '@salesforce/label/c.Audit_More'
import org from '@salesforce/label/c.Audit_Org'
import outcome from '@salesforce/label/c.Audit_Outcome'
import refresh from '@salesforce/label/c.Audit_Refresh'
import refused from '@salesforce/label/c.Audit_Refused'
import unknown from '@salesforce/label/c.Audit_Unknown'
import what from '@salesforce/label/c.Audit_What'
import when from '@salesforce/label/c.Audit_When'
import who from '@salesforce/label/c.Audit_Who'

export const labels = {
  connection,
  connectionGone,
  done,
  empty,
  emptyHint,
  failed,
  heading,
  line,
  loading,
  more,
  org,
  outcome,
  refresh,
  refused,
  unknown,
  what,
  when,
  who
}
