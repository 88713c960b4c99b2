import { notFound } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import type { Held } from '../metadata/catalogue.ts'
import { childOf, childrenOf, textOf } from '../metadata/xml.ts'
import type { XmlElement } from '../metadata/xml.ts'
import { quickActionSection } from './layout-parts.ts'
import { objectOf } from './sobjects.ts'

/** Deployed quick actions: those of an object (`Contact.Sync`) and global ones (`Sync`). They can't be pressed here. */
export const quickActionRoutes: readonly Route<ApiCall>[] = ['/sobjects/:type/quickActions', '/quickActions'].flatMap(
  (base) => [
    { method: 'GET', pattern: base, handle: (call) => ok(actions(call).map((held) => briefly(call, held))) },
    { method: 'GET', pattern: `${base}/:action`, handle: (call) => ok(briefly(call, action(call))) },
    { method: 'GET', pattern: `${base}/:action/describe`, handle: describe }
  ]
) // prettier-ignore

const objectNameOf = (call: ApiCall): string | null =>
  call.params['type'] === undefined ? null : objectOf(call).name

function actions(call: ApiCall): Held[] {
  const object = objectNameOf(call)?.toLowerCase()
  return call.org.metadata.catalogue.ofType('QuickAction').filter(({ fullName }) => {
    const [parent, own] = fullName.toLowerCase().split('.')
    return own === undefined ? object === undefined : parent === object
  })
}

/** By its full name, or without the object in front. */
function action(call: ApiCall): Held {
  const asked = (call.params['action'] ?? '').toLowerCase()
  const held = actions(call).find(({ fullName }) =>
    [fullName, fullName.split('.').at(-1)].some((name) => name?.toLowerCase() === asked)
  )
  if (!held) throw notFound()
  return held
}

function briefly(call: ApiCall, { fullName, xml }: Held): object {
  const object = objectNameOf(call)
  const base = `/services/data/v${call.version}${object === null ? '' : `/sobjects/${object}`}/quickActions/${fullName}`
  const own = xml ?? undefined
  return {
    actionEnumOrId: fullName,
    label: textOf(own, 'label') ?? fullName,
    name: fullName,
    type: textOf(own, 'type') ?? 'Update',
    urls: { quickAction: base, describe: `${base}/describe` }
  }
}

/** As `DescribeQuickActionResult`; what a deployed action does not say is null [K: which of them are left out]. */
function describe(call: ApiCall): Reply {
  const held = action(call)
  const { fullName } = held
  const xml = held.xml ?? undefined
  const context = fullName.includes('.') ? (fullName.split('.')[0] ?? null) : null
  const target = textOf(xml, 'targetObject') ?? null
  const named = (element: string) => textOf(xml, element) ?? null
  const number = (element: string) => (named(element) === null ? null : Number(named(element)))
  return ok({
    accessLevelRequired: null,
    actionEnumOrId: fullName,
    canvasApplicationId: null,
    canvasApplicationName: null,
    colors: [],
    contextSobjectType: context,
    defaultValues: null,
    flowDevName: named('flowDefinition'),
    flowRecordIdVar: null,
    height: number('height'),
    iconName: null,
    iconUrl: null,
    icons: [],
    label: named('label') ?? fullName,
    layout: layout(call, xml, target ?? context),
    lightningComponentBundleName: named('lightningWebComponent'),
    lightningComponentQualifiedName: named('lightningComponent'),
    miniIconUrl: null,
    name: fullName,
    targetParentField: named('targetParentField'),
    targetRecordTypeId: null,
    targetSobjectType: target,
    type: named('type') ?? 'Update',
    visualforcePageName: named('page'),
    visualforcePageUrl: null,
    width: number('width')
  })
}

/** The form of an action that writes a record; fields the caller may not see are left out. */
function layout({ org }: ApiCall, xml: XmlElement | undefined, objectName: string | null): object | null {
  const own = xml && childOf(xml, 'quickActionLayout')
  const object = org.schema.object(objectName ?? '')
  if (!own || !object) return null
  const columns = childrenOf(own, 'quickActionLayoutColumns')
  const fields = columns.flatMap((column) =>
    childrenOf(column, 'quickActionLayoutItems').flatMap((item) => {
      const field = object.field(textOf(item, 'field') ?? '')
      return field ? [{ field, behavior: textOf(item, 'uiBehavior') ?? 'Edit' }] : []
    })
  )
  return quickActionSection(Math.max(columns.length, 1), fields)
}
