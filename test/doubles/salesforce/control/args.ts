import { ApiError } from '../errors.ts'
import { isPlainObject } from '../json.ts'
import type { PlainObject } from '../json.ts'
import type { Values } from '../store/row.ts'

/** What a command was sent with; each reader refuses a wrong type with the argument's name. */
export class Args {
  readonly #values: PlainObject

  constructor(values: PlainObject) {
    this.#values = values
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#refuse(name, 'a text')
  }

  optionalText(name: string): string | undefined {
    const value = this.#values[name]
    return value === undefined || typeof value === 'string' ? value : this.#refuse(name, 'a text')
  }

  number(name: string, otherwise?: number): number {
    const value = this.#values[name] ?? otherwise
    return typeof value === 'number' ? value : this.#refuse(name, 'a number')
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#values[name]
    return value === undefined || typeof value === 'boolean' ? value : this.#refuse(name, 'true or false')
  }

  texts(name: string): string[] {
    const value = this.#values[name]
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
    return this.#refuse(name, 'a list of texts')
  }

  object(name: string): PlainObject {
    const value = this.#values[name]
    return isPlainObject(value) ? value : this.#refuse(name, 'an object')
  }

  /** Field values in the double's own form: datetimes as milliseconds. */
  values(name: string): Values {
    return this.object(name) as Values // a test writes what it wants, unchecked
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined
  }

  /** Everything but the command's name. */
  get rest(): PlainObject {
    return Object.fromEntries(Object.entries(this.#values).filter(([name]) => name !== 'command'))
  }

  #refuse(name: string, expected: string): never {
    throw new ApiError(400, 'INVALID_INPUT', `Control command: ${name} must be ${expected}`)
  }
}
