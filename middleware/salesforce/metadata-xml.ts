import { strToU8, zipSync } from 'fflate'

/** API version of what is deployed. */
export const metadataVersion = '65.0'

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' } // prettier-ignore
/** The one way a text gets into XML; what XML can't hold is left out. */
export const xmlText = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/[&<>"']/g, (char) => escapes[char] ?? char)

/** Elements in the order given: a text, an element of its own, or several of one name. */
export interface XmlParts {
  readonly [name: string]: string | boolean | XmlParts | readonly (string | XmlParts)[] | undefined
}

export function xmlParts(parts: XmlParts, indent = '    '): string {
  return Object.entries(parts)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const))
    .map(([name, value]) => {
      if (value === undefined) return ''
      if (typeof value !== 'object') return `${indent}<${name}>${xmlText(String(value))}</${name}>\n`
      return `${indent}<${name}>\n${xmlParts(value as XmlParts, `${indent}    `)}${indent}</${name}>\n`
    })
    .join('')
}

/** A metadata file. */
export const metadataFile = (type: string, parts: XmlParts): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">\n${xmlParts(parts)}</${type}>\n`

/** `package.xml`, or a list of what is deleted. */
export const manifest = (members: Readonly<Record<string, readonly string[]>>): string =>
  metadataFile('Package', {
    types: Object.entries(members)
      .filter(([, names]) => names.length > 0)
      .map(([name, names]) => ({ members: names, name })),
    version: metadataVersion
  })

/** The same files make the same bytes. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)] as const)
  return new Uint8Array(zipSync(Object.fromEntries(entries), { mtime: new Date('2026-01-01T00:00:00') }))
}
