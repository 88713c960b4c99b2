import { parseQuery } from '@jetstreamapp/soql-parser-js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldPath, instant, objectName, quoted, quotedId } from '../../middleware/salesforce/soql.ts'

const corpus = [
  "x' or Name like '%",
  "\\' or Id != null or Name = \\'",
  '\\',
  "\\\\'",
  "'",
  "''",
  "a\n' limit 1",
  'a\r\nb\tc\b\f',
  '"',
  "') or (Id != ''",
  "O'Brien",
  '/* */ --',
  '\u0000\ud83d\ude00'
]

/** What a reader of SOQL makes of a literal: the text between the quotes, its escapes undone. */
function unquoted(literal: string): string {
  const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  const inner = /^'((?:[^'\\]|\\[^])*)'$/.exec(literal)?.[1]
  if (inner === undefined) throw new Error(`not one literal: ${literal}`)
  return inner.replace(/\\([^])/g, (_all, char: string) => plain[char] ?? char)
}

test.each(corpus)('%j stays one text in a query', (text) => {
  expect(unquoted(quoted(text))).toBe(text)
  const parsed = parseQuery(`select Id from Contact where LastName = ${quoted(text)}`)
  expect(parsed.where).toMatchObject({ left: { field: 'LastName', value: quoted(text) } })
  expect(parsed.where).not.toHaveProperty('right')
})

test('any text stays one text in a query', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => unquoted(quoted(text)) === text))
})

test.each([
  'Name from User',
  'a.b;',
  'a..b',
  '.a',
  'a.',
  '',
  '1a',
  'Näme',
  'a\n',
  'a b',
  '(select Id from X)'
])('%j is no field and no object', (name) => {
  expect(() => fieldPath(name)).toThrow('is not a Salesforce field name')
  expect(() => objectName(name)).toThrow('is not a Salesforce object name')
})

test('names, paths, instants and ids pass as they are', () => {
  expect(fieldPath('ns__Parent__r.Owner.Name')).toBe('ns__Parent__r.Owner.Name')
  expect(() => objectName('Account.Name')).toThrow()
  expect(instant('2026-11-20T10:00:00.000Z')).toBe('2026-11-20T10:00:00.000Z')
  expect(() => instant('2026-11-20T10:00:00.000+0000')).toThrow()
  expect(quotedId('003000000000001')).toBe("'003000000000001AAA'")
  expect(() => quotedId("003' or Id != '")).toThrow('is not a Salesforce id')
})
