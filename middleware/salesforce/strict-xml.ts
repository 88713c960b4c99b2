import { SaxesParser, type SaxesTagNS, type XMLDecl } from 'saxes'
import { refuse } from './notification-error.ts'

/**
 * `body` in bytes, `text` and `tag` in characters, the others in pieces; `nodes` are elements and attributes.
 * A hundred notifications of forty fields are 250 kB with 4,500 nodes.
 */
export const xmlLimits = {
  body: 1024 * 1024,
  depth: 8,
  attributes: 32,
  nodes: 20_000,
  text: 128 * 1024,
  tag: 8 * 1024,
  references: 50_000
} as const

// A run of text or a tag announces itself only at its end, so its length is looked at after every piece as well. What
// is usual is one piece: the parser reads a slice at half the speed of a whole string.
const pieceLength = 128 * 1024
// No more than eight attributes fit into a shorter tag: not worth counting.
const shortTag = 40

export interface XmlReader {
  /** `resolve` gives the namespace of a prefix used inside an attribute's value. True asks for the element's text. */
  open(tag: SaxesTagNS, resolve: (prefix: string) => string | undefined): boolean
  /** `text` is empty unless it was asked for. */
  close(text: string): void
}

/**
 * Reads one XML 1.0 document in UTF-8 that a stranger may have written: no DOCTYPE, no processing instruction, no
 * entity but the five, every cap held while reading and not after it. Throws `NotificationError`, and whatever `reader` throws.
 */
export function readXml(body: Buffer, reader: XmlReader): void {
  const document = decode(body)
  refuseMarkup(document)
  const parser = new SaxesParser({ xmlns: true, position: false })
  let depth = 0
  let nodes = 0
  let marked = 0
  let inTag = false
  let wanted = false
  let text = ''

  const resolve = (prefix: string): string | undefined => parser.resolve(prefix)
  const append = (piece: string): void => {
    if (wanted) text += piece
  }
  const measure = (position: number): void => {
    if (position - marked > (inTag ? xmlLimits.tag : xmlLimits.text + xmlLimits.tag)) {
      refuse('too-large', `A ${inTag ? 'tag' : 'text'} in the body is too long.`)
    }
  }
  const mark = (): number => {
    const { position } = parser
    const length = position - marked
    measure(position)
    marked = position
    return length
  }
  const count = (more: number): void => {
    nodes += more
    if (nodes > xmlLimits.nodes) {
      refuse('too-many', `The body has more than ${xmlLimits.nodes} elements and attributes.`)
    }
  }

  // No more listeners than these six: the parser keeps each as a property, and the seventh turns it into a dictionary
  // that reads five times slower.
  parser.on('error', (cause) =>
    refuse('malformed', `The body is not well-formed XML: ${cause.message.slice(0, 120)}`, { cause })
  )
  parser.on('opentagstart', () => {
    mark()
    inTag = true
    if (++depth > xmlLimits.depth) {
      refuse('too-many', `The body is nested deeper than ${xmlLimits.depth} levels.`)
    }
    count(1)
  })
  parser.on('opentag', (tag) => {
    const length = mark()
    inTag = false
    if (nodes === 1) checkDeclaration(parser.xmlDecl)
    if (length > shortTag) {
      const attributes = Object.keys(tag.attributes).length
      if (attributes > xmlLimits.attributes) {
        refuse('too-many', `An element has more than ${xmlLimits.attributes} attributes.`)
      }
      count(attributes)
    }
    text = ''
    wanted = reader.open(tag, resolve)
    // Without a listener the parser skips over text instead of collecting it: the fields of a record cost nothing.
    if (wanted) parser.on('text', append)
  })
  parser.on('cdata', append)
  parser.on('closetag', () => {
    depth--
    if (wanted) parser.off('text')
    reader.close(text)
    wanted = false
    text = ''
  })

  for (let start = 0; start < document.length; start += pieceLength) {
    const end = Math.min(start + pieceLength, document.length)
    parser.write(document.slice(start, end))
    measure(end)
  }
  parser.close()
}

const notUtf8 = 'The body must be in UTF-8 and declare no other encoding.'

function decode(body: Buffer): string {
  if (body.length > xmlLimits.body) refuse('too-large', `The body is larger than ${xmlLimits.body} bytes.`)
  if (body.includes(0)) refuse('encoding', notUtf8)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch (cause) {
    return refuse('encoding', notUtf8, { cause })
  }
}

/**
 * Looked for in the plain text, before any parser: the five characters' own references are all that is left to expand.
 * A comment that quotes such markup is refused along with it.
 */
function refuseMarkup(document: string): void {
  if (hasMarkup(document, '!DOCTYPE', 0)) {
    refuse('forbidden-markup', 'The body has a DOCTYPE, which is not accepted.')
  }
  const declared = /^\uFEFF?<\?xml\s/.exec(document)?.[0].length ?? 0
  if (hasMarkup(document, '?', declared)) {
    refuse('forbidden-markup', 'The body has a processing instruction, which is not accepted.')
  }
  // A reference costs the parser as much as a hundred plain characters.
  let references = 0
  for (let at = document.indexOf('&'); at !== -1; at = document.indexOf('&', at + 1)) {
    if (++references > xmlLimits.references) refuse('too-many', 'The body has too many character references.')
  }
}

/** Looks for what follows the `<`: that is rare, the `<` itself is everywhere. */
function hasMarkup(document: string, rest: string, from: number): boolean {
  for (let at = document.indexOf(rest, from); at !== -1; at = document.indexOf(rest, at + 1)) {
    if (document.charAt(at - 1) === '<') return true
  }
  return false
}

function checkDeclaration({ version, encoding }: XMLDecl): void {
  if ((version ?? '1.0') !== '1.0') refuse('malformed', 'The body must be XML 1.0.')
  if ((encoding ?? 'UTF-8').toLowerCase() !== 'utf-8') refuse('encoding', notUtf8)
}
