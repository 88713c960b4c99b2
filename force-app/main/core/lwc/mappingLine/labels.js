import both from '@salesforce/label/c.Mapping_Both'
import columnBlank from '@salesforce/label/c.Mapping_ColumnBlank'
import columnDirection from '@salesforce/label/c.Mapping_ColumnDirection'
import columnSalesforce from '@salesforce/label/c.Mapping_ColumnSalesforce'
import columnWins from '@salesforce/label/c.Mapping_ColumnWins'
import field from '@salesforce/label/c.Mapping_Field'
import fillOnly from '@salesforce/label/c.Mapping_FillOnly'
import ignore from '@salesforce/label/c.Mapping_Ignore'
import name from '@salesforce/label/c.Mapping_Name'
import propagate from '@salesforce/label/c.Mapping_Propagate'
import removeLine from '@salesforce/label/c.Mapping_RemoveLine'
import toExternal from '@salesforce/label/c.Mapping_ToExternal'
import toSalesforce from '@salesforce/label/c.Mapping_ToSalesforce'
import winsAsk from '@salesforce/label/c.Mapping_WinsAsk'
import winsExternal from '@salesforce/label/c.Mapping_WinsExternal'
import winsNewest from '@salesforce/label/c.Mapping_WinsNewest'
import winsRestrictive from '@salesforce/label/c.Mapping_WinsRestrictive'
import winsSalesforce from '@salesforce/label/c.Mapping_WinsSalesforce'

export const labels = {
  both,
  columnBlank,
  columnDirection,
  columnSalesforce,
  columnWins,
  field,
  fillOnly,
  ignore,
  name,
  propagate,
  removeLine,
  toExternal,
  toSalesforce,
  winsAsk,
  winsExternal,
  winsNewest,
  winsRestrictive,
  winsSalesforce
}
