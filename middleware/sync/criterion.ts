import type { Condition, Criterion } from '../connectors/connector.ts'

/** Whether a record takes part. A field that was not read never lets a record in. */
export function meets(criterion: Criterion | undefined, values: Readonly<Record<string, unknown>>): boolean {
  return (criterion?.all ?? []).every((condition) => holds(condition, values[condition.field]))
}

/** A field of the criterion that was not read: whether the record takes part can't be told. */
export const unreadField = (
  criterion: Criterion | undefined,
  values: Readonly<Record<string, unknown>>
): string | undefined => criterion?.all.find((condition) => values[condition.field] === undefined)?.field

function holds({ is, values = [] }: Condition, value: unknown): boolean {
  if (value === undefined) return false
  const text =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? fold(String(value)) || null
      : null
  const listed = text !== null && values.some((one) => fold(one) === text)
  switch (is) {
    case 'equal':
    case 'one-of':
      return listed
    case 'not-equal':
    case 'none-of':
      return !listed
    case 'blank':
      return text === null
    case 'not-blank':
      return text !== null
  }
}

/** Salesforce's own filters compare text without regard to case [K]. */
const fold = (text: string) => text.trim().toLowerCase()
