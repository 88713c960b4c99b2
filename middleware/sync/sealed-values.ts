import type { Sealer } from '../secrets/seal.ts'

/** Values by name, the secrets among them sealed for the place where they belong. */
export function split(
  sealer: Sealer,
  values: Readonly<Record<string, string>>,
  secrets: readonly string[],
  place: (name: string) => string
): { plain: Record<string, string>; sealed: Record<string, string> } {
  const plain: Record<string, string> = {}
  const sealed: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    if (secrets.includes(name)) sealed[name] = sealer.seal(place(name), value)
    else plain[name] = value
  }
  return { plain, sealed }
}
