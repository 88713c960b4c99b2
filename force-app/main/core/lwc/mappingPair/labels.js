import addLine from '@salesforce/label/c.Mapping_AddLine'
import addTo from '@salesforce/label/c.Mapping_AddTo'
import columnBlank from '@salesforce/label/c.Mapping_ColumnBlank'
import columnDirection from '@salesforce/label/c.Mapping_ColumnDirection'
import columnSalesforce from '@salesforce/label/c.Mapping_ColumnSalesforce'
import columnWins from '@salesforce/label/c.Mapping_ColumnWins'
import createInside from '@salesforce/label/c.Mapping_CreateInside'
import createOutside from '@salesforce/label/c.Mapping_CreateOutside'
import criterion from '@salesforce/label/c.Mapping_Criterion'
import fillHelp from '@salesforce/label/c.Mapping_FillHelp'
import fillWith from '@salesforce/label/c.Mapping_FillWith'
import noSuggestion from '@salesforce/label/c.Mapping_NoSuggestion'
import standard from '@salesforce/label/c.Mapping_Standard'
import suggest from '@salesforce/label/c.Mapping_Suggest'
import whenBlank from '@salesforce/label/c.Mapping_WhenBlank'
import whenBlankFill from '@salesforce/label/c.Mapping_WhenBlankFill'
import whenBlankSkip from '@salesforce/label/c.Mapping_WhenBlankSkip'

export const labels = {
  addLine,
  addTo,
  columnBlank,
  columnDirection,
  columnSalesforce,
  columnWins,
  createInside,
  createOutside,
  criterion,
  fillHelp,
  fillWith,
  noSuggestion,
  standard,
  suggest,
  whenBlank,
  whenBlankFill,
  whenBlankSkip
}
