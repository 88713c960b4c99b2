import { childrenOf, textOf, textsOf } from '../test/doubles/salesforce/metadata/xml.ts'
import type { XmlElement } from '../test/doubles/salesforce/metadata/xml.ts'
import { KnownFields } from './check-references-known.ts'
import type { MetadataFile, Problem, Source } from './salesforce-source.ts'

/** All elements of a name, however deep. */
function* deep(xml: XmlElement, name: string): Generator<XmlElement> {
  for (const child of xml.children) {
    if (child.name === name) yield child
    yield* deep(child, name)
  }
}

/** A reference that one kind of file makes: the element that names, and the kind of file that must be there. */
interface Rule {
  readonly in: string
  readonly element: string
  /** Kind of the file that is named, and what people call it. */
  readonly to: string
  readonly called: string
  /** Names that are the platform's own. */
  readonly standard?: RegExp
  /** Of a component: where it must be allowed to stand. */
  readonly target?: string
}

const rules: readonly Rule[] = [
  { in: 'permissionset', element: 'apexClass', to: 'cls', called: 'class' },
  { in: 'permissionset', element: 'apexPage', to: 'page', called: 'page' },
  { in: 'permissionset', element: 'tab', to: 'tab', called: 'tab', standard: /^standard-/ },
  { in: 'permissionset', element: 'application', to: 'app', called: 'app', standard: /^standard__/ },
  { in: 'layout', element: 'page', to: 'page', called: 'page' },
  { in: 'webLink', element: 'page', to: 'page', called: 'page' },
  { in: 'tab', element: 'lwcComponent', to: 'js', called: 'Lightning component', target: 'lightning__Tab' },
  { in: 'tab', element: 'flexiPage', to: 'flexipage', called: 'Lightning page' },
  { in: 'tab', element: 'page', to: 'page', called: 'page' },
  { in: 'flexipage', element: 'componentName', to: 'js', called: 'Lightning component', standard: /:/, target: 'lightning__RecordPage' },
  { in: 'quickAction', element: 'lightningWebComponent', to: 'js', called: 'Lightning component', target: 'lightning__RecordAction' },
  { in: 'app', element: 'tabs', to: 'tab', called: 'tab', standard: /^standard-/ },
  { in: 'app', element: 'content', to: 'flexipage', called: 'Lightning page' },
  { in: 'namedCredential', element: 'externalCredential', to: 'externalCredential', called: 'external credential' },
  { in: 'translation', element: 'application', to: 'app', called: 'app' }
] // prettier-ignore

/** What metadata files name that is not there. */
export function namedProblems(source: Source): Problem[] {
  const problems: Problem[] = []
  const known = new KnownFields(source)
  for (const rule of rules)
    for (const file of source.metadata(rule.in)) problems.push(...broken(rule, file, source))
  for (const file of source.metadata('permissionset')) problems.push(...grants(file, known, source))
  for (const file of source.metadata('layout')) problems.push(...layout(file, known, source))
  for (const file of source.metadata('webLink')) problems.push(...listButton(file, source))
  for (const file of [...source.metadata('flow'), ...source.metadata('workflow')])
    problems.push(...messages(file, known, source))
  problems.push(...translations(source), ...fieldTranslations(source))
  return problems
}

function broken(rule: Rule, file: MetadataFile, source: Source): Problem[] {
  const there = source.names(rule.to)
  return [...deep(file.xml, rule.element)].flatMap(({ text, line, children }) => {
    const name = text.trim()
    if (children.length > 0 || name === '' || rule.standard?.test(name)) return []
    if (!there.has(name)) return [{ file: file.path, line, message: `there is no ${rule.called} ${name}` }]
    const bundle = rule.target && source.metadata('js').find((each) => each.name === name)
    if (!bundle || [...deep(bundle.xml, 'target')].some((each) => each.text.trim() === rule.target)) return []
    return [{ file: file.path, line, message: `the component ${name} has no target ${rule.target ?? ''}` }]
  })
}

function grants({ xml, path }: MetadataFile, known: KnownFields, source: Source): Problem[] {
  const custom = source.names('customPermission')
  const wrong = (element: string, name: string, fault: (value: string) => string | null) =>
    childrenOf(xml, element).flatMap((grant) => {
      const message = fault(textOf(grant, name) ?? '')
      return message === null ? [] : [{ file: path, line: grant.line, message }]
    })
  return [
    ...wrong('customPermissions', 'name', (name) => (custom.has(name) ? null : `there is no custom permission ${name}`)),
    ...wrong('objectPermissions', 'object', (name) => (known.object(name) ? null : `there is no object ${name}`)),
    ...wrong('fieldPermissions', 'field', (name) => {
      const [object = '', field = ''] = name.split('.')
      return known.wrong(object, field)
    })
  ]
} // prettier-ignore

function layout({ xml, path, name }: MetadataFile, known: KnownFields, source: Source): Problem[] {
  const object = name.split('-')[0] ?? ''
  const problems: Problem[] = []
  for (const item of deep(xml, 'field')) {
    const wrong = known.wrong(object, item.text.trim())
    if (wrong !== null) problems.push({ file: path, line: item.line, message: wrong })
  }
  for (const { text, line } of deep(xml, 'page')) {
    const page = source.ending(`/${text.trim()}.page`)[0]
    if (page && !new RegExp(`standardController="${object}"`).test(page.text))
      problems.push({ file: path, line, message: `the page ${text.trim()} is not made for ${object}` })
  }
  for (const action of deep(xml, 'platformActionListItems')) {
    const called = textOf(action, 'actionName') ?? ''
    if (textOf(action, 'actionType') === 'QuickAction' && !source.names('quickAction').has(called))
      problems.push({ file: path, line: action.line, message: `there is no quick action ${called}` })
  }
  return problems
}

/** A button of a list can only open a page that takes a list. */
function listButton({ xml, path }: MetadataFile, source: Source): Problem[] {
  const name = textOf(xml, 'page')
  const page = name === undefined ? undefined : source.ending(`/${name}.page`)[0]
  if (!page || textOf(xml, 'displayType') !== 'massActionButton' || page.text.includes('recordSetVar='))
    return []
  return [{ file: path, line: xml.line, message: `the page ${name ?? ''} takes no list of records` }]
}

function messages({ xml, path, name }: MetadataFile, known: KnownFields, source: Source): Problem[] {
  const there = new Set(
    source
      .metadata('workflow')
      .flatMap((each) =>
        childrenOf(each.xml, 'outboundMessages').map((one) => `${each.name}.${textOf(one, 'fullName') ?? ''}`)
      )
  )
  const actions = [...deep(xml, 'actionCalls')].flatMap((action) => {
    const called = textOf(action, 'actionName') ?? ''
    if (textOf(action, 'actionType') !== 'outboundMessage' || there.has(called)) return []
    return [{ file: path, line: action.line, message: `there is no outbound message ${called}` }]
  })
  const fields = childrenOf(xml, 'outboundMessages').flatMap((message) =>
    textsOf(message, 'fields').flatMap((field) => {
      const wrong = known.wrong(name, field)
      return wrong === null ? [] : [{ file: path, line: message.line, message: wrong }]
    })
  )
  return [...actions, ...fields]
}

/** Our fields on other people's objects, in every language that is there. */
function fieldTranslations(source: Source): Problem[] {
  const fields = source.objectParts('field').filter(({ object }) => !object.endsWith('__c'))
  const told = source.metadata('fieldTranslation').map(({ path, name }) => {
    const [, object = '', language = ''] = /objectTranslations\/([^/]+)-([^/]+)\//.exec(path) ?? []
    return { path, field: `${object}.${name}`, language }
  })
  const strange = told.filter(({ field }) => !fields.some(({ name }) => name === field))
  const languages = [...source.names('translation')]
  return [
    ...strange.map(({ path, field }) => ({ file: path, line: 1, message: `there is no field ${field}` })),
    ...languages.flatMap((language) =>
      fields
        .filter(({ name }) => !told.some((each) => each.field === name && each.language === language))
        .map(({ path, name }) => ({
          file: path,
          line: 1,
          message: `the field ${name} has no text in ${language}`
        }))
    )
  ]
}

/** Every label has its text in every language that is there. */
function translations(source: Source): Problem[] {
  const labels = source.metadata('labels').flatMap(({ xml }) => [...deep(xml, 'fullName')].map(({ text }) => text.trim()))
  return source.metadata('translation').flatMap(({ xml, path, name }) => {
    const told = childrenOf(xml, 'customLabels').map((each) => textOf(each, 'name') ?? '')
    return [
      ...labels.filter((label) => !told.includes(label)).map((label) => `the label ${label} has no text in ${name}`),
      ...told.filter((label) => !labels.includes(label)).map((label) => `there is no label ${label}`)
    ].map((message) => ({ file: path, line: 1, message }))
  })
} // prettier-ignore
