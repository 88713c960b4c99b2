import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { root } from '../../middleware/console/sources.ts'

/** By language, by name. English is what the labels file says; others are translations of it. */
export type Labels = Readonly<Record<string, Readonly<Record<string, string>>>>

const parser = new XMLParser({ parseTagValue: false, trimValues: false })
const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** The package's custom labels, as its files have them. */
export function customLabels(): Labels {
  const labels: Record<string, Record<string, string>> = { en: {} }
  for (const { CustomLabels: found } of parsed('labels/*.labels-meta.xml'))
    collect((labels['en'] ??= {}), listOf(found?.labels), 'fullName', 'value')
  for (const { file, Translations: found } of parsed('translations/*.translation-meta.xml'))
    collect((labels[basename(file).split('.')[0] ?? ''] ??= {}), listOf(found?.customLabels), 'name', 'label')
  return labels
}

interface Parsed {
  readonly file: string
  readonly CustomLabels?: { labels?: unknown }
  readonly Translations?: { customLabels?: unknown }
}

const parsed = (pattern: string): Parsed[] =>
  globSync(`force-app/main/*/${pattern}`, { cwd: root }).map((file) => ({
    file,
    ...(parser.parse(readFileSync(join(root, file))) as Omit<Parsed, 'file'>)
  }))

function collect(into: Record<string, string>, entries: unknown[], name: string, value: string): void {
  for (const entry of entries as Record<string, string>[]) {
    const key = entry[name]
    if (key !== undefined) into[key] = entry[value] ?? ''
  }
}
