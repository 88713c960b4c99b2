import type { ApiCall } from '../http/call.ts'
import { itemsOf, objectOfLayout } from '../metadata/apply/layout.ts'
import type { Held } from '../metadata/catalogue.ts'
import { childrenOf, textOf } from '../metadata/xml.ts'
import { describeField } from '../schema/describe.ts'
import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'

/** The name of the layout every object has; a deployed one of this name takes its place [K]. */
export const usualLayout = ({ name, spec }: ObjectSchema) => `${name}-${spec.label} Layout`

/** A layout's sections, as rows of fields. */
interface Section {
  readonly heading: string
  readonly columns: number
  readonly fields: readonly { readonly field: Field; readonly behavior: string }[]
}

/** A deployed layout as `DescribeLayout`: fields the caller may not see are left out. */
export function deployedLayout({ org }: ApiCall, object: ObjectSchema, { id, xml }: Held): object {
  const sections = (xml ? childrenOf(xml, 'layoutSections') : []).map((section): Section => {
    const fields = itemsOf(section).flatMap((item) => {
      const field = object.field(textOf(item, 'field') ?? '')
      return field ? [{ field, behavior: textOf(item, 'behavior') ?? 'Edit' }] : []
    })
    const columns = Math.max(childrenOf(section, 'layoutColumns').length, 1)
    return { heading: textOf(section, 'label') ?? '', columns, fields }
  })
  return describedLayout(id, sections, relatedLists(org.schema.objects, object))
}

/** What an object without a deployed layout shows: every field that can be edited. */
export function plainLayout({ org }: ApiCall, object: ObjectSchema): object {
  const fields = [...object.fields]
    .filter(({ updateable }) => updateable)
    .map((field) => ({ field, behavior: field.nillable ? 'Edit' : 'Required' }))
  const section = { heading: `${object.spec.label} Information`, columns: 2, fields }
  return describedLayout(null, [section], relatedLists(org.schema.objects, object))
}

function describedLayout(id: string | null, sections: readonly Section[], related: object[]): object {
  const described = sections.map(describedSection)
  return {
    buttonLayoutSection: null,
    detailLayoutSections: described,
    editLayoutSections: described,
    feedView: null,
    highlightsPanelLayoutSection: null,
    id,
    multirowEditLayoutSections: [],
    offlineLinks: [],
    quickActionList: { quickActionListItems: [] },
    relatedContent: null,
    relatedLists: related,
    saveOptions: []
  }
}

/** The form of a quick action: its rows, without a heading. */
export function quickActionSection(columns: number, fields: Section['fields']): object {
  const { layoutRows } = describedSection({ heading: '', columns, fields })
  return { id: null, layoutRows }
}

function describedSection({ heading, columns, fields }: Section) {
  const items = fields.map(({ field, behavior }, i) => ({
    editableForNew: behavior !== 'Readonly' && field.createable,
    editableForUpdate: behavior !== 'Readonly' && field.updateable,
    label: field.label,
    layoutComponents: [
      {
        details: describeField(field),
        displayLines: field.type === 'textarea' ? 3 : 1,
        tabOrder: i + 1,
        type: 'Field',
        value: field.name
      }
    ],
    placeholder: false,
    required: behavior === 'Required'
  }))
  const layoutRows = Array.from({ length: Math.ceil(items.length / columns) }, (_, row) => {
    const layoutItems = items.slice(row * columns, (row + 1) * columns)
    return { layoutItems, numItems: layoutItems.length }
  })
  return {
    collapsed: false,
    columns,
    heading,
    layoutRows,
    parentLayoutId: null,
    rows: layoutRows.length,
    tabOrder: 'TopToBottom',
    useCollapsibleSection: false,
    useHeading: heading !== ''
  }
}

function relatedLists(objects: Iterable<ObjectSchema>, parent: ObjectSchema): object[] {
  const known = new Set([...objects].map(({ name }) => name))
  return parent.children
    .filter(({ child }) => known.has(child.name))
    .map(({ child, field, name }) => ({
      accessLevelRequiredForCreate: null,
      buttons: [],
      columns: [],
      custom: child.name.endsWith('__c'),
      field: field.name,
      label: child.spec.labelPlural,
      limitRows: 5,
      name,
      sobject: child.name,
      sort: []
    }))
}

export const isLayoutOf = ({ name }: ObjectSchema, { fullName }: Held): boolean =>
  objectOfLayout(fullName).toLowerCase() === name.toLowerCase()
