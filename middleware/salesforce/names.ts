/** The prefix of what a managed package brings. */
const packaged = 'bothways__'

/** By the name that a mapping says: the org's own, or null where the sync user sees no such field. */
export type FieldNames = Readonly<Record<string, string | null>>
/** The same by object; an object that is not there for the sync user has null. */
export type OrgNames = Readonly<Record<string, FieldNames | null>>

/** The org's name for a field: the package's own field comes first, then one that somebody deployed or made. */
export function realName(logical: string, has: (name: string) => boolean): string | null {
  const isPlainCustom = logical.endsWith('__c') && !logical.slice(0, -3).includes('__')
  if (isPlainCustom && has(`${packaged}${logical}`)) return `${packaged}${logical}`
  return has(logical) ? logical : null
}

/** The name that holds in every org, whether the package is installed there or deployed as source. */
export const logicalName = (real: string): string =>
  real.startsWith(packaged) ? real.slice(packaged.length) : real
