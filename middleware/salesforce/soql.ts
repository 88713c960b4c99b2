import { SalesforceError } from './errors.ts'
import { toId18 } from './ids.ts'

const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/
const pathPattern = /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/

/** A name that may stand in SOQL and in a path. Throws `invalid`. */
export const objectName = (name: string) => checked(name, namePattern, 'object name')
/** `Email` or `Account.Owner.Name`. Throws `invalid`. */
export const fieldPath = (path: string) => checked(path, pathPattern, 'field name')

function checked(name: string, pattern: RegExp, what: string): string {
  if (pattern.test(name)) return name
  throw new SalesforceError('invalid', `${JSON.stringify(name.slice(0, 80))} is not a Salesforce ${what}.`)
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f'
}

/** The one way a text gets into SOQL: quoted, with Salesforce's escapes [K]. */
export const quoted = (text: string) =>
  `'${text.replace(/[\\'"\n\r\t\b\f]/g, (char) => escapes[char] ?? char)}'`

/** A datetime as SOQL takes it, unquoted. Throws `invalid` unless it is `2026-11-20T10:00:00.000Z`. */
export const instant = (iso: string) => checked(iso, instantPattern, 'instant')

/** An id, checked and quoted, in its 18 characters. Throws `invalid`. */
export function quotedId(id: string): string {
  const id18 = toId18(id)
  if (id18 === null)
    throw new SalesforceError('invalid', `${JSON.stringify(id.slice(0, 40))} is not a Salesforce id.`)
  return quoted(id18)
}

/** `select a, b from X`, each name once, checked. */
export function select(fields: Iterable<string>, object: string): string {
  return `select ${[...new Set(fields)].map(fieldPath).join(', ')} from ${objectName(object)}`
}
