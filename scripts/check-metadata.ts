import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { metadataNamespace, parseXml, XmlError } from '../test/doubles/salesforce/metadata/xml.ts'
import type { XmlElement } from '../test/doubles/salesforce/metadata/xml.ts'
import { report, Source } from './salesforce-source.ts'
import type { Problem } from './salesforce-source.ts'

/** What a metadata type's declaration allows an element to hold. */
interface Shape {
  readonly type: ts.Type
  readonly repeated: boolean
  readonly optional: boolean
}

/** The metadata types of `@salesforce/types`, read with TypeScript's own API. */
class Model {
  readonly #checker: ts.TypeChecker
  readonly #types: ReadonlyMap<string, ts.Type>

  constructor() {
    const module = fileURLToPath(import.meta.resolve('@salesforce/types/metadata'))
    const declarations = module.replace(/\.js$/, '.d.ts')
    const program = ts.createProgram([declarations], { noLib: true, strict: true })
    const source = program.getSourceFile(declarations)
    this.#checker = program.getTypeChecker()
    const symbol = source && this.#checker.getSymbolAtLocation(source)
    if (!symbol) throw new Error(`The declarations of metadata types are not at ${declarations}.`)
    this.#types = new Map(
      this.#checker
        .getExportsOfModule(symbol)
        .map((each) => [each.name, this.#checker.getDeclaredTypeOfSymbol(each)])
    )
  }

  named(name: string): ts.Type | undefined {
    return this.#types.get(name)
  }

  parts(type: ts.Type): Map<string, Shape> {
    return new Map(
      this.#checker.getPropertiesOfType(type).flatMap((symbol) => {
        const declared = symbol.declarations?.[0]
        if (!declared || !ts.isPropertySignature(declared) || !declared.type) return []
        const repeated = ts.isArrayTypeNode(declared.type)
        const node = ts.isArrayTypeNode(declared.type) ? declared.type.elementType : declared.type
        const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0
        const of = this.#checker.getNonNullableType(this.#checker.getTypeFromTypeNode(node))
        return [[symbol.name, { type: of, repeated, optional }] as const]
      })
    )
  }
}

/** Says what is wrong with one element's text by its type; null where the type has elements of its own. */
function wrongText(type: ts.Type, text: string): string | undefined | null {
  const members = type.isUnion() ? type.types : [type]
  if (members.every((each) => each.isStringLiteral())) {
    const allowed = members.map((each) => each.value)
    return allowed.includes(text) ? undefined : `'${text}' is none of its values, such as ${allowed.slice(0, 3).join(', ')}`
  } // prettier-ignore
  if (members.every(({ flags }) => flags & ts.TypeFlags.BooleanLike))
    return /^(true|false)$/.test(text) ? undefined : `'${text}' is neither true nor false`
  if (type.flags & ts.TypeFlags.NumberLike)
    return /^-?\d+(\.\d+)?$/.test(text) ? undefined : `'${text}' is no number`
  if (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Any)) return undefined
  return null
}

/** Elements that Salesforce asks for in source files though the declarations leave them to the file's name. */
const byFileName = new Set(['fullName'])

/** Reading the declarations takes a second or two. */
let model: Model | undefined

/** Elements that Salesforce writes itself since the declarations were made. */
const newer = new Set(['Flow/actionCalls/versionSegment'])

/** What stands in them is up to the component. */
const open = new Set(['LightningComponentBundle/targetConfigs'])

class Check {
  readonly problems: Problem[] = []
  readonly #model = (model ??= new Model())

  file(file: string, text: string): void {
    let root: XmlElement
    try {
      root = parseXml(text)
    } catch (error) {
      if (!(error instanceof XmlError)) throw error
      this.problems.push({ file, line: error.line, message: error.message })
      return
    }
    const type = this.#model.named(root.name)
    if (!text.includes(`xmlns="${metadataNamespace}"`))
      this.problems.push({ file, line: 1, message: `${root.name} is not in the namespace ${metadataNamespace}` })
    if (type) this.#element(file, root.name, root, type)
    else this.problems.push({ file, line: root.line, message: `there is no metadata type ${root.name}` })
  } // prettier-ignore

  #element(file: string, path: string, { line, children }: XmlElement, type: ts.Type): void {
    const parts = this.#model.parts(type)
    const say = (at: number, message: string) => this.problems.push({ file, line: at, message })
    for (const [index, child] of children.entries()) {
      const here = `${path}/${child.name}`
      const shape = parts.get(child.name)
      if (!shape) {
        if (newer.has(here)) continue
        say(child.line, `${here}: ${path} has no such element`)
        continue
      }
      const before = children.findLastIndex(({ name }, i) => i < index && name === child.name)
      if (before >= 0 && !shape.repeated) say(child.line, `${here}: may stand there only once`)
      else if (before >= 0 && before !== index - 1)
        say(child.line, `${here}: elements of one name must stand together`)
      const wrong = wrongText(shape.type, child.text.trim())
      if (wrong === null) this.#element(file, here, child, shape.type)
      else if (wrong !== undefined) say(child.line, `${here}: ${wrong}`)
      else if (child.children.length > 0 && !open.has(here)) say(child.line, `${here}: holds elements instead of a text`)
    }
    for (const [name, { optional, repeated }] of parts)
      if (!optional && !repeated && !byFileName.has(name) && !children.some((child) => child.name === name))
        say(line, `${path}: ${name} is missing`)
  } // prettier-ignore
}

/** What does not fit the types of the Metadata API: elements, values, what is required. */
export function metadataProblems(source: Source): Problem[] {
  const check = new Check()
  for (const { path, text } of source.ending('-meta.xml')) check.file(path, text)
  return check.problems
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const source = new Source(process.argv[2] ?? 'force-app')
  const files = source.ending('-meta.xml').length
  report('check:metadata', source.root, metadataProblems(source), `${files} files`)
}
