import { z } from 'zod'
import { SalesforceError, explain, kindOf } from './errors.ts'

// Significant digits that every double keeps; longer numbers are looked at one by one.
const safeDigits = 15
const longNumber = /[\d.]{16}|\d[eE][+-]?\d{3}/

/**
 * JSON in which a number stays exact: one that a double would change (`9007199254740993`, a currency of 18 digits)
 * comes as its source text, every other as a number. jsforce's own parser has rounded it by then. Throws `SyntaxError`.
 */
export function parseExact(text: string): unknown {
  // Six times slower with a reviver, so only bodies that may hold such a number pay for one.
  if (!longNumber.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown, context: { source?: string } = {}) =>
    typeof value === 'number' && context.source !== undefined && !survives(context.source, value)
      ? context.source
      : value
  )
}

function survives(source: string, value: number): boolean {
  const [digits, exponent] = decimal(source)
  if (digits.length <= safeDigits && Math.abs(exponent) < 290) return true
  const [kept, place] = decimal(String(value))
  return kept === digits && place === exponent
}

/** Significant digits without zeros at either end, and the power of ten of the last one. */
function decimal(text: string): readonly [string, number] {
  const [, whole = '', fraction = '', power = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const short = digits.replace(/0+$/, '')
  return [short, short === '' ? 0 : Number(power) - fraction.length + digits.length - short.length]
}

// Loose: what a duplicate rule found stands beside these, under a name that is misspelt on the wire.
const fault = z.looseObject({
  errorCode: z.string(),
  message: z.string().default(''),
  fields: z.array(z.string()).nullish()
})
const envelope = z.union([z.array(fault).min(1), fault.transform((one) => [one])])

/** The error of an answer with a status outside 200–299: the REST array, or a page that some gateway put up instead. */
export function errorOf(status: number, text: string): SalesforceError {
  const read = envelope.safeParse(orUndefined(text))
  const first = read.data?.[0]
  if (first === undefined) {
    if (status === 300) {
      return new SalesforceError('conflict', explain('MULTIPLE_CHOICES', ''), {
        code: 'MULTIPLE_CHOICES',
        status
      })
    }
    const seen = `status ${status}, ${text.length} characters that aren't Salesforce's error list`
    return new SalesforceError(kindOf(undefined, status), `Salesforce refused the request (${seen}).`, {
      status
    })
  }
  return new SalesforceError(kindOf(first.errorCode, status), explain(first.errorCode, first.message), {
    code: first.errorCode,
    fields: first.fields ?? [],
    status,
    cause: read.data
  })
}

function orUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body of a good answer. Throws `unavailable` for a web page (maintenance, a proxy's login), `schema` for broken JSON. */
export function bodyOf(status: number, contentType: string, text: string): unknown {
  if (text === '') return null
  try {
    return parseExact(text)
  } catch (cause) {
    const page = contentType.includes('html')
    throw new SalesforceError(
      page ? 'unavailable' : 'schema',
      page
        ? 'A web page came instead of data: the org is under maintenance, or a proxy stands in between.'
        : "Salesforce's answer is not complete JSON.",
      { cause, status }
    )
  }
}
