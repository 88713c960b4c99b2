import { ApexParserFactory } from '@apexdevtools/apex-parser'
import { basename } from 'node:path'
import { KnownFields } from './check-references-known.ts'
import { lineAt } from './salesforce-source.ts'
import type { Problem, Source, SourceFile } from './salesforce-source.ts'

/** What is used of the parser's trees: each node's kind is the name of its class. */
interface Node {
  readonly children?: readonly Node[] | null
  readonly start?: { readonly line: number }
  getText(): string
}

const kind = (node: Node) => node.constructor.name.replace(/Context$/, '')
const childOfKind = (node: Node, wanted: string): Node | undefined =>
  node.children?.find((child) => kind(child) === wanted)

function* within(node: Node): Generator<Node> {
  yield node
  for (const child of node.children ?? []) yield* within(child)
}

/** Parsing costs most of a check, and several parts of it want the same trees. */
const trees = new Map<string, Node>()

function treeOf({ text }: SourceFile): Node {
  const tree = trees.get(text) ?? ApexParserFactory.createParser(text).compilationUnit()
  trees.set(text, tree)
  return tree
}

/** Methods the screens may call, as `Class.method`; and classes that pages call by JavaScript. */
export function callableMethods(source: Source): { aura: Set<string>; remote: Set<string> } {
  const found = { aura: new Set<string>(), remote: new Set<string>() }
  for (const file of source.ending('.cls')) {
    for (const node of within(treeOf(file))) {
      if (kind(node) !== 'ClassBodyDeclaration') continue
      const marks = (node.children ?? []).filter((child) => kind(child) === 'Modifier').map((each) => each.getText())
      const method = [...within(node)].find((each) => kind(each) === 'MethodDeclaration')
      const name = method && childOfKind(method, 'Id')?.getText()
      if (name === undefined) continue
      const full = `${basename(file.path, '.cls')}.${name}`
      if (marks.some((mark) => /^@auraenabled\b/i.test(mark))) found.aura.add(full)
      if (marks.some((mark) => /^@remoteaction\b/i.test(mark))) found.remote.add(full)
    }
  }
  return found
} // prettier-ignore

/** What Apex, pages and components name that is not there: fields in SOQL, Apex methods, labels. */
export function codeProblems(source: Source): Problem[] {
  const known = new KnownFields(source)
  const labels = new Set(
    source.metadata('labels').flatMap(({ text }) => [...text.matchAll(/<fullName>([^<]+)</g)].map(([, name = '']) => name))
  )
  const { aura, remote } = callableMethods(source)
  const problems: Problem[] = []
  for (const file of source.ending('.cls'))
    for (const node of within(treeOf(file)))
      if (kind(node) === 'Query') problems.push(...queryProblems(node, known, file.path, null))
  for (const file of source.files) {
    const look = (pattern: RegExp, there: ReadonlySet<string>, called: string) => {
      for (const { 1: name = '', index } of file.text.matchAll(pattern))
        if (!there.has(name))
          problems.push({ file: file.path, line: lineAt(file.text, index), message: `there is no ${called} ${name}` })
    }
    if (/\/lwc\/.*\.js$/.test(file.path)) {
      look(/@salesforce\/apex\/([\w.]+)/g, aura, '@AuraEnabled method')
      look(/@salesforce\/label\/c\.(\w+)/g, labels, 'label')
    }
    if (file.path.endsWith('.cls')) look(/(?<![\w.'])(?:System\.)?Label\.(\w+)/g, labels, 'label')
    if (/\.(page|component)$/.test(file.path)) {
      look(/\$Label\.(\w+)/g, labels, 'label')
      look(/\$RemoteAction\.([\w.]+)/g, remote, '@RemoteAction method')
    }
  }
  return problems
} // prettier-ignore

/** Fields of one query and of the queries in it. `object` is given for a query of children. */
function queryProblems(query: Node, known: KnownFields, file: string, parent: string | null): Problem[] {
  const from = childOfKind(query, 'FromNameList')
  const named = from && [...within(from)].find((each) => kind(each) === 'FieldName')?.getText()
  if (named === undefined) return []
  const object = parent === null ? named : known.child(parent, named)
  const problems: Problem[] = []
  const look = (node: Node, selects: boolean) => {
    if (node === from) return
    if (kind(node) === 'SubQuery')
      return void problems.push(...queryProblems(node, known, file, selects ? (object ?? '') : null))
    if (kind(node) === 'FieldName' && object !== null) {
      const wrong = known.wrong(object, node.getText())
      if (wrong !== null) problems.push({ file, line: node.start?.line ?? 1, message: `SOQL: ${wrong}` })
    }
    for (const child of node.children ?? []) look(child, selects)
  }
  for (const part of query.children ?? []) look(part, kind(part) === 'SelectList')
  return problems
}
