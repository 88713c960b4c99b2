import all from '@salesforce/label/c.Issues_All'
import empty from '@salesforce/label/c.Issues_Empty'
import emptyHint from '@salesforce/label/c.Issues_EmptyHint'
import filter from '@salesforce/label/c.Issues_Filter'
import heading from '@salesforce/label/c.Issues_Heading'
import ignoreAll from '@salesforce/label/c.Issues_IgnoreAll'
import ignoreAllLine from '@salesforce/label/c.Issues_IgnoreAllLine'
import ignoreConfirm from '@salesforce/label/c.Issues_IgnoreConfirm'
import ignored from '@salesforce/label/c.Issues_Ignored'
import kind from '@salesforce/label/c.Issues_Kind'
import kindLine from '@salesforce/label/c.Issues_KindLine'
import loading from '@salesforce/label/c.Issues_Loading'
import more from '@salesforce/label/c.Issues_More'
import noneIgnored from '@salesforce/label/c.Issues_NoneIgnored'
import noneIgnoredHint from '@salesforce/label/c.Issues_NoneIgnoredHint'
import open from '@salesforce/label/c.Issues_Open'
import refresh from '@salesforce/label/c.Issues_Refresh'
import retryAll from '@salesforce/label/c.Issues_RetryAll'
import state from '@salesforce/label/c.Issues_State'

export const labels = {
  all,
  empty,
  emptyHint,
  filter,
  heading,
  ignoreAll,
  ignoreAllLine,
  ignoreConfirm,
  ignored,
  kind,
  kindLine,
  loading,
  more,
  noneIgnored,
  noneIgnoredHint,
  open,
  refresh,
  retryAll,
  state
}
