import accept from '@salesforce/label/c.Issue_Accept'
import acceptNamed from '@salesforce/label/c.Issue_AcceptNamed'
import blank from '@salesforce/label/c.Issue_Blank'
import candidates from '@salesforce/label/c.Issue_Candidates'
import external from '@salesforce/label/c.Issue_External'
import firstSeen from '@salesforce/label/c.Issue_FirstSeen'
import ignore from '@salesforce/label/c.Issue_Ignore'
import ignoreNamed from '@salesforce/label/c.Issue_IgnoreNamed'
import line from '@salesforce/label/c.Issue_Line'
import link from '@salesforce/label/c.Issue_Link'
import linkNamed from '@salesforce/label/c.Issue_LinkNamed'
import retry from '@salesforce/label/c.Issue_Retry'
import retryNamed from '@salesforce/label/c.Issue_RetryNamed'
import salesforce from '@salesforce/label/c.Issue_Salesforce'
import seen from '@salesforce/label/c.Issue_Seen'
import unblock from '@salesforce/label/c.Issue_Unblock'
import unlink from '@salesforce/label/c.Issue_Unlink'
import unlinkLine from '@salesforce/label/c.Issue_UnlinkLine'
import unlinkQuestion from '@salesforce/label/c.Issue_UnlinkQuestion'
import working from '@salesforce/label/c.Issue_Working'

export const labels = {
  accept,
  acceptNamed,
  blank,
  candidates,
  external,
  firstSeen,
  ignore,
  ignoreNamed,
  line,
  link,
  linkNamed,
  retry,
  retryNamed,
  salesforce,
  seen,
  unblock,
  unlink,
  unlinkLine,
  unlinkQuestion,
  working
}
