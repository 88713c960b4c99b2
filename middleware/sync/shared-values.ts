import { folded, noteShared, sharedBy } from '../database/staged-rows.ts'
import type { Scan } from '../database/scans.ts'
import type { Pair } from './pair.ts'
import type { Difference } from './scan.ts'
import type { PairWork } from './work.ts'

/** Which of the values, folded, more than one Salesforce record of a scan has in a field. */
export type SharedValues = (field: string, values: readonly string[]) => Promise<ReadonlySet<string>>

/** The scan is looked through when a field is first asked for. Who parts a page and who then looks for its records ask the same. */
export function sharedValues({ db, held }: Pick<PairWork, 'db' | 'held'>, scan: Scan): SharedValues {
  const noted = new Map<string, Promise<void>>()
  const last = new Map<string, { readonly asked: ReadonlySet<string>; readonly found: ReadonlySet<string> }>()
  return async (field, values) => {
    if (values.length === 0) return new Set()
    const first = noted.get(field) ?? noteShared(db, held, scan, field)
    noted.set(field, first)
    await first
    const asked = new Set(values.map(folded))
    const known = last.get(field)
    if (known !== undefined && asked.isSubsetOf(known.asked)) return known.found
    const found = await sharedBy(db, held, scan, field, [...asked])
    last.set(field, { asked, found })
    return found
  }
}

/** What records of the pair are looked for by, as a scan of Salesforce names it. */
export const fieldsMatched = ({ spec }: Pair, { fields }: Scan): string[] => [
  ...new Set(spec.match.flatMap((rule) => rule.keys[0]?.salesforce ?? []).filter((name) => fields.includes(name)))
] // prettier-ignore

/** The records of a page without those that have a value in common with another one of the scan. What has a link is known by that. */
export async function withoutSharing(
  pair: Pair,
  scan: Scan,
  shared: SharedValues,
  page: readonly Difference[]
): Promise<readonly Difference[]> {
  const unlinked = page.filter((one) => one.link === null)
  const sharing = new Set<Difference>()
  for (const field of fieldsMatched(pair, scan)) {
    const found = await shared(field, unlinked.flatMap(({ values: { [field]: value } }) => value ?? [])) // prettier-ignore
    if (found.size === 0) continue
    for (const one of unlinked) if (found.has(folded(one.values[field] ?? ''))) sharing.add(one)
  }
  return sharing.size === 0 ? page : page.filter((one) => !sharing.has(one))
}
