import { SaxesParser } from 'saxes'

/** An element of a SOAP request. Attributes go by their local names: `type` and `nil` are those of `xsi`. */
export interface Element {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/'

/** Reads XML whole, namespaces resolved. Throws on anything that is not well-formed, and on a DOCTYPE. */
export function readXml(xml: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const root: Element = { name: '', namespace: '', attributes: {}, children: [], text: '' }
  const open = [root]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('DOCTYPE is not allowed')
  })
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(
      Object.values(tag.attributes).map(({ local, value }) => [local, value])
    )
    const element: Element = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  parser.on('text', (text) => addText(open.at(-1), text))
  parser.on('cdata', (text) => addText(open.at(-1), text))
  parser.write(xml).close()
  const [top] = root.children
  if (!top) throw new Error('no element')
  return top
}

function addText(element: Element | undefined, text: string): void {
  if (element) element.text += text
}

export const child = (element: Element | undefined, name: string): Element | undefined =>
  element?.children.find((each) => each.name === name)

export const childrenNamed = (element: Element, name: string): Element[] =>
  element.children.filter((each) => each.name === name)

/** The text of a child, trimmed; undefined where it is missing, empty or nil. */
export function childText(element: Element | undefined, name: string): string | undefined {
  const text = child(element, name)?.text.trim()
  return text === '' ? undefined : text
}

/** The first element of a SOAP body, or undefined when this is no SOAP envelope. */
export function soapBody(root: Element): Element | undefined {
  if (root.name !== 'Envelope' || root.namespace !== soapNamespace) return undefined
  return root.children.find(({ name, namespace }) => name === 'Body' && namespace === soapNamespace)
    ?.children[0]
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for an element or attribute; characters XML can't hold are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (mark) => entities[mark] ?? mark)
}
