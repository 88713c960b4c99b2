import actions from '@salesforce/label/c.History_Actions'
import author from '@salesforce/label/c.History_Author'
import automatic from '@salesforce/label/c.History_Automatic'
import back from '@salesforce/label/c.History_Back'
import cause from '@salesforce/label/c.History_Cause'
import done from '@salesforce/label/c.History_Done'
import doneOf from '@salesforce/label/c.History_DoneOf'
import empty from '@salesforce/label/c.History_Empty'
import emptyHint from '@salesforce/label/c.History_EmptyHint'
import loading from '@salesforce/label/c.History_Loading'
import more from '@salesforce/label/c.History_More'
import pair from '@salesforce/label/c.History_Pair'
import problems from '@salesforce/label/c.History_Problems'
import recordsOf from '@salesforce/label/c.History_RecordsOf'
import refresh from '@salesforce/label/c.History_Refresh'
import runs from '@salesforce/label/c.History_Runs'
import showRecords from '@salesforce/label/c.History_ShowRecords'
import showRecordsNamed from '@salesforce/label/c.History_ShowRecordsNamed'
import started from '@salesforce/label/c.History_Started'
import state from '@salesforce/label/c.History_State'
import undo from '@salesforce/label/c.History_Undo'
import undoLine1 from '@salesforce/label/c.History_UndoLine1'
import undoLine2 from '@salesforce/label/c.History_UndoLine2'
import undoMake from '@salesforce/label/c.History_UndoMake'
import undoNamed from '@salesforce/label/c.History_UndoNamed'
import undoes from '@salesforce/label/c.History_Undoes'

export const labels = {
  actions,
  author,
  automatic,
  back,
  cause,
  done,
  doneOf,
  empty,
  emptyHint,
  loading,
  more,
  pair,
  problems,
  recordsOf,
  refresh,
  runs,
  showRecords,
  showRecordsNamed,
  started,
  state,
  undo,
  undoLine1,
  undoLine2,
  undoMake,
  undoNamed,
  undoes
}
