import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { root } from '../../middleware/console/sources.ts'

export interface Section {
  readonly label: string
  /** API names of fields, column by column. */
  readonly columns: readonly (readonly string[])[]
}
/** By object: what the package's page layout shows. */
export type Layouts = Readonly<Record<string, readonly Section[]>>

interface LayoutXml {
  readonly layoutSections?: readonly {
    readonly label?: string
    readonly layoutColumns?: readonly { readonly layoutItems?: readonly { readonly field?: string }[] }[]
  }[]
}

const lists = new Set(['layoutSections', 'layoutColumns', 'layoutItems'])
const parser = new XMLParser({ parseTagValue: false, isArray: (name) => lists.has(name) })

/** The package's page layouts: the first of each object. Pages, links and buttons in them are drawn elsewhere. */
export function pageLayouts(): Layouts {
  const layouts: Record<string, Section[]> = {}
  for (const file of globSync('force-app/main/*/layouts/*.layout-meta.xml', { cwd: root }).sort()) {
    const [object = ''] = basename(file).split('-')
    const { Layout } = parser.parse(readFileSync(join(root, file), 'utf8')) as { Layout?: LayoutXml }
    layouts[object] ??= (Layout?.layoutSections ?? []).flatMap(section)
  }
  return layouts
}

function section({
  label = '',
  layoutColumns = []
}: NonNullable<LayoutXml['layoutSections']>[number]): Section[] {
  const columns = layoutColumns
    .map(({ layoutItems = [] }) => layoutItems.flatMap(({ field }) => (field === undefined ? [] : [field])))
    .filter((fields) => fields.length > 0)
  return columns.length === 0 ? [] : [{ label, columns }]
}
