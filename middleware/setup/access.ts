import type { PairSpec } from '../connectors/connector.ts'
import { NAMESPACE } from '../salesforce/org-credential.ts'
import type { AccessField, AccessFields } from '../salesforce/permissionable.ts'

/** What a sync does with an object. */
export interface ObjectAccess {
  readonly object: string
  readonly create: boolean
  readonly edit: boolean
  readonly remove: boolean
  readonly fields: readonly { readonly name: string; readonly editable: boolean }[]
}

/** Fields that no permission can be given on: everybody who sees the record sees them. */
const open = new Set(['Id', 'Name', 'OwnerId', 'IsDeleted', 'SystemModstamp', 'CreatedDate', 'LastModifiedDate', 'CreatedById', 'LastModifiedById', 'RecordTypeId', 'MasterRecordId', 'IsConverted']) // prettier-ignore
/** Parts of a compound name or required by the standard: the platform refuses a permission on them. */
const required: Readonly<Record<string, readonly string[]>> = {
  Contact: ['LastName', 'FirstName', 'Salutation'],
  Lead: ['LastName', 'FirstName', 'Salutation', 'Company', 'Status'],
  Opportunity: ['StageName', 'CloseDate'],
  Case: ['Status']
}

/** From what the pairs of all connections read and write. Pure: what the org told of its fields comes along. */
export function accessOf(
  pairs: readonly PairSpec[],
  described: AccessFields,
  own: ReadonlySet<string> = new Set()
): ObjectAccess[] {
  const found = new Map<string, { create: boolean; edit: boolean; remove: boolean; fields: Map<string, boolean> }>()
  const of = (object: string) => {
    const known = found.get(object) ?? { create: false, edit: false, remove: false, fields: new Map<string, boolean>() }
    found.set(object, known)
    return known
  }
  const use = (object: string, path: string, writes: boolean) => {
    const [first = '', ...rest] = path.split('.')
    const fields = described.get(object) ?? []
    if (rest.length === 0) {
      const access = of(object)
      const field = fields.find((one) => one.name === first)
      if (!isOwn(first, own) && mayBeGiven(object, first, field))
        access.fields.set(first, (access.fields.get(first) ?? false) || (writes && field?.calculated !== true))
      return
    }
    const reference = fields.find((one) => one.relationshipName === first)
    use(object, reference?.name ?? first.replace(/__r$/, '__c'), false)
    for (const parent of parentsOf(first, reference)) use(parent, rest.join('.'), false)
  }
  for (const pair of pairs) {
    const access = of(pair.salesforce)
    const written = pair.lines.some((line) => line.direction !== 'toExternal')
    access.create ||= pair.policy.create.toSalesforce
    access.edit ||= pair.policy.update.toSalesforce && written
    access.remove ||= pair.policy.remove.toSalesforce === 'delete'
    for (const { salesforce, direction } of pair.lines)
      for (const path of salesforce) use(pair.salesforce, path, direction !== 'toExternal')
    for (const path of looked(pair)) use(pair.salesforce, path, false)
  }
  return [...found].map(([object, { fields, ...may }]) => ({
    object,
    create: may.create,
    // To delete is to be allowed to edit, in Salesforce's rules.
    edit: may.edit || may.create || may.remove,
    remove: may.remove,
    fields: [...fields].map(([name, editable]) => ({ name, editable }))
  }))
} // prettier-ignore

const isOwn = (name: string, own: ReadonlySet<string>) => name.startsWith(`${NAMESPACE}__`) || own.has(name)

/** Every Salesforce field that a pair names. */
export const fieldsOf = (pair: PairSpec): string[] => [
  ...pair.lines.flatMap((line) => line.salesforce),
  ...looked(pair)
]

/** Fields that decide, beside those that are kept in step. */
const looked = ({ match, criterion, policy }: PairSpec): string[] => [
  ...match.flatMap((rule) => rule.keys.map((key) => key.salesforce)),
  ...(criterion?.all.map((one) => one.field) ?? []),
  ...(policy.createOnly?.toExternal?.all.map((one) => one.field) ?? []),
  ...(policy.unlinkWhenBlank?.side === 'salesforce' ? [policy.unlinkWhenBlank.field] : [])
]

function mayBeGiven(object: string, name: string, field: AccessField | undefined): boolean {
  if (open.has(name) || required[object]?.includes(name) === true) return false
  // What the sync user does not see yet is not described: exactly that needs a permission.
  return field?.permissionable ?? true
}

/** A relationship that the sync user can't see yet is known by its name for standard objects. */
function parentsOf(relationship: string, reference: AccessField | undefined): readonly string[] {
  if (reference !== undefined) return reference.referenceTo
  return relationship.endsWith('__r') || relationship === 'Owner' ? [] : [relationship]
}
