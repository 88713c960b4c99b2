import { globSync, readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'

const parser = new XMLParser({
  isArray: (name) => name === 'labels' || name === 'customLabels',
  parseTagValue: false
})
interface Files {
  CustomLabels: { labels: { fullName: string; value: string }[] }
  Translations: { customLabels: { name: string; label: string }[] }
}
const parsed = (path: string) => parser.parse(readFileSync(path, 'utf8')) as Files
const english = parsed('force-app/main/core/labels/CustomLabels.labels-meta.xml').CustomLabels.labels
const polish = parsed('force-app/main/core/translations/pl.translation-meta.xml').Translations.customLabels
const names = english.map(({ fullName }) => fullName)

/** How each kind of file names a label. */
const uses = [
  ...used('force-app/**/lwc/**/*.js', /@salesforce\/label\/c\.(\w+)/g),
  ...used('force-app/**/*.{cls,trigger}', /\bLabel\.(?:c\.)?(\w+)/g),
  ...used('force-app/**/*.{page,component,email}', /\$Label\.(?:c\.)?(\w+)/g),
  ...used('force-app/**/*-meta.xml', /\$Label\.(?:c\.)?(\w+)/g)
]

test('every label that a screen uses exists', () => {
  expect(uses.filter(({ name }) => !names.includes(name))).toEqual([])
})

test('every label is used', () => {
  const known = new Set(uses.map(({ name }) => name))
  expect(names.filter((name) => !known.has(name))).toEqual([])
})

test('every label has its Polish text, with the same values put in', () => {
  const holes = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([hole]) => hole).sort()
  const translated = new Map(polish.map(({ name, label }) => [name, label]))
  const faults = english.filter(
    ({ fullName, value }) => String(holes(translated.get(fullName) ?? 'none {9}')) !== String(holes(value))
  )
  expect(faults).toEqual([])
  expect(polish.map(({ name }) => name)).toEqual(names)
})

test('labels stand in the order of their names, each once, and fit into a translation', () => {
  expect(names).toEqual([...new Set(names)].sort())
  expect([...english.map(({ value }) => value), ...polish.map(({ label }) => label)].filter((text) => text.length > 1000)).toEqual([]) // prettier-ignore
})

function used(files: string, pattern: RegExp): { file: string; name: string }[] {
  return globSync(files)
    .filter((file) => !file.includes('__tests__'))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, name = '']) => ({ file, name }))
    )
}
