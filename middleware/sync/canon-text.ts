import type { Canon } from '../connectors/connector.ts'

// prettier-ignore
const rules: Readonly<Record<Canon, (text: string) => string>> = {
  trim: (text) => text.trim(),
  lower: (text) => text.toLowerCase(),
  // SALESmanago's own SDK sends tags in capitals with `_` for a space [C]; its server is taken to do the same [I].
  tag: (text) => text.trim().toUpperCase().replaceAll(/\s/g, '_')
}

/** What a vendor keeps of `text` under one declared rule. Applying it twice changes nothing more. */
export function applyCanon(canon: Canon, text: string): string {
  return rules[canon](text)
}
