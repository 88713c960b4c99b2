import add from '@salesforce/label/c.Criterion_Add'
import all from '@salesforce/label/c.Criterion_All'
import blank from '@salesforce/label/c.Criterion_Blank'
import count from '@salesforce/label/c.Criterion_Count'
import counted from '@salesforce/label/c.Criterion_Counted'
import counting from '@salesforce/label/c.Criterion_Counting'
import equal from '@salesforce/label/c.Criterion_Equal'
import every from '@salesforce/label/c.Criterion_Every'
import field from '@salesforce/label/c.Criterion_Field'
import is from '@salesforce/label/c.Criterion_Is'
import noneOf from '@salesforce/label/c.Criterion_NoneOf'
import notBlank from '@salesforce/label/c.Criterion_NotBlank'
import notEqual from '@salesforce/label/c.Criterion_NotEqual'
import oneOf from '@salesforce/label/c.Criterion_OneOf'
import remove from '@salesforce/label/c.Criterion_Remove'
import values from '@salesforce/label/c.Criterion_Values'
import whenOut from '@salesforce/label/c.Criterion_WhenOut'
import whenOutDelete from '@salesforce/label/c.Criterion_WhenOutDelete'
import whenOutStop from '@salesforce/label/c.Criterion_WhenOutStop'

export const labels = {
  add,
  all,
  blank,
  count,
  counted,
  counting,
  equal,
  every,
  field,
  is,
  noneOf,
  notBlank,
  notEqual,
  oneOf,
  remove,
  values,
  whenOut,
  whenOutDelete,
  whenOutStop
}
