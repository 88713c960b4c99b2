import { createHash } from 'node:crypto'

/** What one mapped object has in the org: one message, and the flow that sends it. */
export interface RealTimeNames {
  /** API name of the message, without its object. */
  readonly message: string
  readonly flow: string
}

const longest = 80

/**
 * Names that stay the same for one object of one connection. Developer names hold no two underscores in a row and end in
 * none [V], so a custom object's name is written otherwise, and a mark keeps two of them apart.
 */
export function realTimeNames(tag: string, object: string): RealTimeNames {
  const plain = object.replace(/_+/g, '_').replace(/_$/, '')
  const isChanged = plain !== object
  const mark = createHash('sha256').update(object).digest('hex').slice(0, 6)
  const head = `Bothways_${tag}_`
  const tail = isChanged || head.length + plain.length > longest - 6 ? `_${mark}` : ''
  const name = `${head}${plain.slice(0, longest - head.length - tail.length).replace(/_$/, '')}${tail}`
  return { message: name, flow: name }
}
