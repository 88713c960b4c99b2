import { basename } from 'node:path'
import { childrenOf, textOf, textsOf } from '../test/doubles/salesforce/metadata/xml.ts'
import type { XmlElement } from '../test/doubles/salesforce/metadata/xml.ts'
import { callableMethods } from './check-references-apex.ts'
import { lineAt } from './salesforce-source.ts'
import type { MetadataFile, Problem, Source } from './salesforce-source.ts'

/** The set that holds everything an administrator needs; what is in no set can't be used by anybody. */
const everything = 'Bothways_Admin'
/** The set of the user the middleware works as: it writes all our fields. */
const writer = 'Bothways_Integration'

const granted = ({ xml }: MetadataFile, element: string, name: string): Set<string> =>
  new Set(childrenOf(xml, element).map((grant) => textOf(grant, name) ?? ''))

/**
 * What the package has and a permission set leaves out: components nobody reaches, and, for each set, classes that the
 * pages and screens it opens call.
 */
export function accessProblems(source: Source): Problem[] {
  const sets = source.metadata('permissionset')
  const problems: Problem[] = []
  const all = sets.find(({ name }) => name === everything)
  if (all) problems.push(...missing(all, 'apexPage', 'pageAccesses', source.names('page'), 'page'))
  if (all) problems.push(...missing(all, 'tab', 'tabSettings', source.names('tab'), 'tab'))
  if (all) problems.push(...missing(all, 'application', 'applicationVisibilities', source.names('app'), 'app'))
  if (all) problems.push(...missing(all, 'name', 'customPermissions', source.names('customPermission'), 'custom permission'))
  const fields = ownFields(source)
  if (all) problems.push(...missing(all, 'field', 'fieldPermissions', fields, 'field'))
  const writes = sets.find(({ name }) => name === writer)
  if (writes) problems.push(...missing(writes, 'field', 'fieldPermissions', fields, 'field'))
  for (const grant of writes ? childrenOf(writes.xml, 'fieldPermissions') : [])
    if (writes && textOf(grant, 'editable') !== 'true')
      problems.push({ file: writes.path, line: grant.line, message: `${textOf(grant, 'field') ?? ''} can't be written with it` })
  for (const set of sets) problems.push(...classesMissing(set, source))
  return problems
} // prettier-ignore

function missing(set: MetadataFile, tag: string, element: string, wanted: Iterable<string>, called: string) {
  const held = granted(set, element, tag)
  return [...wanted]
    .filter((name) => !held.has(name))
    .map((name) => ({
      file: set.path,
      line: 1,
      message: `the ${called} ${name} is missing from ${set.name}`
    }))
}

/** Our fields on objects of other people's: those of settings are read by our code alone, required ones can't be listed. */
const ownFields = (source: Source): string[] =>
  source
    .objectParts('field')
    .filter(({ object, xml }) => !object.endsWith('__c') && textOf(xml, 'required') !== 'true')
    .map(({ name }) => name)

/** Classes that what a set opens can't do without. */
function classesMissing(set: MetadataFile, source: Source): Problem[] {
  const held = granted(set, 'classAccesses', 'apexClass')
  const needed = new Map<string, string>()
  for (const page of granted(set, 'pageAccesses', 'apexPage'))
    for (const name of controllersOf(page, source)) needed.set(name, `the page ${page}`)
  for (const component of componentsOpened(set, source))
    for (const name of classesCalled(component, source)) needed.set(name, `the component ${component}`)
  return [...needed]
    .filter(([name]) => !held.has(name))
    .map(([name, by]) => ({
      file: set.path,
      line: 1,
      message: `the class ${name} is missing from ${set.name}, and ${by} calls it`
    }))
}

/** Controllers and extensions of a page and of the components on it. */
function controllersOf(name: string, source: Source): string[] {
  const own = new Set(source.ending('.cls').map(({ path }) => basename(path, '.cls')))
  const file = source.ending(`/${name}.page`)[0] ?? source.ending(`/${name}.component`)[0]
  if (!file) return []
  const named = [...file.text.matchAll(/\b(?:controller|extensions)="([^"]+)"/g)].flatMap(([, list = '']) => list.split(','))
  const parts = [...file.text.matchAll(/<c:(\w+)/g)].flatMap(([, part = '']) => controllersOf(part, source))
  return [...new Set([...named.map((each) => each.trim()).filter((each) => own.has(each)), ...parts])]
} // prettier-ignore

/** Components a set's holders see: of its tabs, and, where the app is open to them, of its record pages and actions. */
function componentsOpened(set: MetadataFile, source: Source): Set<string> {
  const texts = (files: readonly MetadataFile[], tag: string) => files.flatMap(({ xml }) => deepTexts(xml, tag))
  const tabs = granted(set, 'tabSettings', 'tab')
  const first = texts(source.metadata('tab').filter(({ name }) => tabs.has(name)), 'lwcComponent')
  if (childrenOf(set.xml, 'applicationVisibilities').length > 0)
    first.push(
      ...texts(source.metadata('flexipage'), 'componentName').filter((name) => !name.includes(':')),
      ...texts(source.metadata('quickAction'), 'lightningWebComponent')
    )
  const seen = new Set<string>()
  const open = [...first]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...componentsIn(name, source))
  }
  return seen
} // prettier-ignore

const deepTexts = (xml: XmlElement, tag: string): string[] => [
  ...textsOf(xml, tag),
  ...xml.children.flatMap((child) => deepTexts(child, tag))
]

const filesOf = (component: string, source: Source) =>
  source.files.filter(({ path }) => path.includes(`/lwc/${component}/`))

/** Components in a component: elements of its templates, modules it imports. */
const componentsIn = (component: string, source: Source): string[] =>
  filesOf(component, source).flatMap(({ text }) => [
    ...[...text.matchAll(/<c-([a-z0-9-]+)/g)].map(([, tag = '']) =>
      tag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    ),
    ...[...text.matchAll(/from ['"]c\/(\w+)['"]/g)].map(([, name = '']) => name)
  ])

const classesCalled = (component: string, source: Source): string[] =>
  filesOf(component, source).flatMap(({ text }) =>
    [...text.matchAll(/@salesforce\/apex\/(\w+)\./g)].map(([, name = '']) => name)
  )

/** Classes that screens and pages call, and no permission set opens to anybody. */
export function unreachableClasses(source: Source): Problem[] {
  const opened = new Set(
    source.metadata('permissionset').flatMap((set) => [...granted(set, 'classAccesses', 'apexClass')])
  )
  const { aura, remote } = callableMethods(source)
  const called = new Set([...aura, ...remote].map((name) => name.split('.')[0] ?? ''))
  return [...called]
    .filter((name) => !opened.has(name))
    .map((name) => ({
      file: source.ending(`/${name}.cls`)[0]?.path ?? name,
      line: 1,
      message: `no permission set opens the class ${name}`
    }))
}

/** Who makes a permission set for callers of a credential has to let them read the object that keeps its secrets. */
export const unreadableSecrets = (source: Source): Problem[] =>
  source
    .ending('.cls')
    .filter(({ text }) => /new SetupEntityAccess\(/.test(text) && /new PermissionSet\(/.test(text))
    .filter(({ text }) => !/new ObjectPermissions\(/.test(text) || !text.includes("'UserExternalCredential'"))
    .map(({ path, text }) => ({
      file: path,
      line: lineAt(text, text.indexOf('new PermissionSet(')),
      message:
        'the set that is made for callers lacks Read on UserExternalCredential, without which no call goes out'
    }))
