import type { Reply } from '../http/call.ts'
import { escapeXml } from '../soap/envelope.ts'
import { codeOf, uncertain, wordsOf } from '../uncertain.ts'
import type { UncertainName } from '../uncertain.ts'

export const namespace = 'http://www.force.com/2009/06/asyncapi/dataload'

/** A refusal of Bulk API 1.0: `InvalidJob`, `InvalidSessionId`, … in XML [V], or in JSON where the client speaks it [K]. */
export class ClassicError extends Error {
  override readonly name = 'ClassicError'
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }

  reply(json: boolean): Reply {
    const { code, message, status } = this
    if (json) return { status, json: { exceptionCode: code, exceptionMessage: message } }
    const text =
      `<?xml version="1.0" encoding="UTF-8"?><error xmlns="${namespace}">` +
      `<exceptionCode>${code}</exceptionCode><exceptionMessage>${escapeXml(message)}</exceptionMessage></error>`
    return { status, text, headers: { 'Content-Type': 'application/xml' } }
  }
}

/** One of the refusals that `uncertain.ts` keeps. */
export const classicRefusal = (
  name: UncertainName,
  values: Readonly<Record<string, string>> = {}
): ClassicError => new ClassicError(codeOf(name), wordsOf(name, values), uncertain(name).status)
