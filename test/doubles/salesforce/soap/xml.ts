import { isPlainObject } from '../json.ts'
import { escapeXml } from './envelope.ts'

type Text = string | number | boolean

/** An element with a text; nil where there is none. */
export function tag(name: string, value: Text | null | undefined): string {
  if (value === null || value === undefined) return nil(name)
  return `<${name}>${escapeXml(String(value))}</${name}>`
}

export const nil = (name: string) => `<${name} xsi:nil="true"/>`

export const tags = (name: string, values: readonly Text[]): string =>
  values.map((value) => tag(name, value)).join('')

/** A JSON answer as elements: a list is a repeated element, and what is null is left out. */
export function elements(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => elements(name, item)).join('')
  if (isPlainObject(value)) {
    const inner = Object.entries(value).map(([key, item]) => elements(key, item))
    return `<${name}>${inner.join('')}</${name}>`
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return tag(name, value)
  return ''
}
