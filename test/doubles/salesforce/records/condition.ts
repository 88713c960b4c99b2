import { ApiError } from '../errors.ts'
import type { Row, Value } from '../store/row.ts'

/** What a condition looks at: the record as it will be and as it was; `before` is undefined for a new one. */
export interface Change {
  readonly after: Row
  readonly before: Row | undefined
}

export interface Condition {
  readonly test: (change: Change) => boolean
  /** The fields it names, as it spells them. */
  readonly fields: ReadonlySet<string>
}

type Read = (change: Change) => Value

/**
 * Compiles a validation rule's predicate: a small part of Salesforce's formula language. `=`, `<>`, `!=`, `<`, `>`,
 * `<=`, `>=`, `AND`, `OR`, `NOT`, `&&`, `||`, `!`, brackets, 'text', numbers, TRUE, FALSE, NULL, field names, and the
 * functions below. Text is compared with its case, as formulas do.
 */
export function condition(source: string): Condition {
  const parser = new Parser(source)
  const read = parser.whole()
  return { test: (change) => read(change) === true, fields: parser.fields }
}

const truth = (value: Value) => value === true
const textOf = (value: Value) => (value === null ? '' : String(value))

const functions: Readonly<Record<string, (args: readonly Read[], fields: readonly string[]) => Read>> = {
  AND: (args) => (change) => args.every((arg) => truth(arg(change))),
  OR: (args) => (change) => args.some((arg) => truth(arg(change))),
  NOT:
    ([arg]) =>
    (change) =>
      !truth(arg?.(change) ?? null),
  ISBLANK:
    ([arg]) =>
    (change) =>
      (arg?.(change) ?? null) === null,
  LEN:
    ([arg]) =>
    (change) =>
      textOf(arg?.(change) ?? null).length,
  CONTAINS:
    ([text, part]) =>
    (change) =>
      textOf(text?.(change) ?? null).includes(textOf(part?.(change) ?? null)),
  ISPICKVAL:
    ([field, value]) =>
    (change) =>
      textOf(field?.(change) ?? null) === textOf(value?.(change) ?? null),
  REGEX:
    ([text, form]) =>
    (change) =>
      new RegExp(`^(?:${textOf(form?.(change) ?? null)})$`, 'u').test(textOf(text?.(change) ?? null)),
  ISNEW:
    () =>
    ({ before }) =>
      before === undefined,
  ISCHANGED:
    (_args, [name = '']) =>
    ({ before, after }) =>
      before !== undefined && (before[name] ?? null) !== (after[name] ?? null),
  PRIORVALUE:
    (_args, [name = '']) =>
    ({ before, after }) =>
      (before ?? after)[name] ?? null
}

const comparisons: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a !== null && b !== null && a < b,
  '>': (a, b) => a !== null && b !== null && a > b,
  '<=': (a, b) => a !== null && b !== null && a <= b,
  '>=': (a, b) => a !== null && b !== null && a >= b
}

const tokenForm =
  /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*|&&|\|\||<>|[<>=!]=|[<>=!(),])/y

class Parser {
  readonly fields = new Set<string>()
  readonly #source: string
  readonly #tokens: string[] = []
  #at = 0

  constructor(source: string) {
    this.#source = source
    tokenForm.lastIndex = 0
    const end = source.trimEnd().length
    while (tokenForm.lastIndex < end) {
      const token = tokenForm.exec(source)?.[1]
      if (token === undefined) throw this.#wrong('unknown character')
      this.#tokens.push(token)
    }
  }

  whole(): Read {
    const read = this.#any()
    if (this.#at < this.#tokens.length) throw this.#wrong(`unexpected ${this.#tokens[this.#at] ?? ''}`)
    return read
  }

  #any(): Read {
    const parts = [this.#all()]
    while (this.#accept('||', 'OR')) parts.push(this.#all())
    const [only = () => null] = parts
    return parts.length === 1 ? only : (change) => parts.some((part) => truth(part(change)))
  }

  #all(): Read {
    const parts = [this.#comparison()]
    while (this.#accept('&&', 'AND')) parts.push(this.#comparison())
    const [only = () => null] = parts
    return parts.length === 1 ? only : (change) => parts.every((part) => truth(part(change)))
  }

  #comparison(): Read {
    const left = this.#operand()
    const compare = comparisons[this.#tokens[this.#at] ?? '']
    if (!compare) return left
    this.#at++
    const right = this.#operand()
    return (change) => compare(left(change), right(change))
  }

  #operand(): Read {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw this.#wrong('something is missing at the end')
    if (token === '!') return this.#negated()
    if (token === '(') return this.#closed(this.#any())
    if (/^['"]/.test(token)) return constant(token.slice(1, -1).replace(/\\(.)/g, '$1'))
    if (/^-?\d/.test(token)) return constant(Number(token))
    const word = token.toUpperCase()
    const make = functions[word]
    if (make && this.#tokens[this.#at] === '(') return this.#call(make)
    if (word === 'NOT') return this.#negated()
    if (word === 'TRUE' || word === 'FALSE') return constant(word === 'TRUE')
    if (word === 'NULL') return constant(null)
    if (/^\w+$/.test(token)) {
      this.fields.add(token)
      return ({ after }) => after[token] ?? null
    }
    throw this.#wrong(`unexpected ${token}`)
  }

  #call(make: (args: readonly Read[], fields: readonly string[]) => Read): Read {
    this.#at++
    const args: Read[] = []
    const firstTokens: string[] = []
    if (this.#accept(')')) return make(args, firstTokens)
    do {
      firstTokens.push(this.#tokens[this.#at] ?? '')
      args.push(this.#any())
    } while (this.#accept(','))
    return this.#closed(make(args, firstTokens))
  }

  #negated(): Read {
    const operand = this.#operand()
    return (change) => !truth(operand(change))
  }

  #closed(read: Read): Read {
    if (!this.#accept(')')) throw this.#wrong('a ) is missing')
    return read
  }

  #accept(...tokens: readonly string[]): boolean {
    const found = tokens.includes((this.#tokens[this.#at] ?? '').toUpperCase())
    if (found) this.#at++
    return found
  }

  #wrong(reason: string): ApiError {
    return new ApiError(400, 'INVALID_INPUT', `Condition ${this.#source}: ${reason}`)
  }
}

const constant =
  (value: Value): Read =>
  () =>
    value
