import { SaxesParser } from 'saxes'
import { escapeXml } from '../soap/envelope.ts'

/** An element of a metadata file. Of attributes only `xsi:type` is kept: the formats have no other but `xsi:nil`. */
export interface XmlElement {
  readonly name: string
  /** Where it begins; both count from 1. */
  readonly line: number
  readonly column: number
  readonly children: readonly XmlElement[]
  readonly text: string
  /** `xsi:type` without its prefix. */
  readonly type?: string
}

/** What is wrong with a file's XML, and where. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
  readonly line: number
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}

interface Open {
  name: string
  line: number
  column: number
  children: Open[]
  text: string
  type?: string
}

/** Reads a file whole. Throws `XmlError` for what is not well-formed and for a DOCTYPE. */
export function parseXml(source: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true })
  const root: Open = { name: '', line: 1, column: 1, children: [], text: '' }
  const open = [root]
  let started = { line: 1, column: 1 }
  parser.on('error', ({ message }) => {
    throw new XmlError(message.replace(/^\d+:\d+: /, ''), parser.line, parser.column + 1)
  })
  parser.on('doctype', () => {
    throw new XmlError('DOCTYPE is disallowed', parser.line, parser.column + 1)
  })
  parser.on('opentagstart', () => (started = { line: parser.line, column: parser.column + 1 }))
  parser.on('opentag', ({ local, attributes }) => {
    const type = attributes['xsi:type']?.value.replace(/^.*:/, '')
    const element: Open = { name: local, ...started, children: [], text: '', ...(type && { type }) }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  const add = (text: string) => {
    const top = open.at(-1)
    if (top) top.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.write(source.replace(/^\uFEFF/, '')).close()
  const [top] = root.children
  if (!top) throw new XmlError('Premature end of file.', 1, 1)
  return top
}

export const metadataNamespace = 'http://soap.sforce.com/2006/04/metadata'

/** A metadata file of this element, four blanks a level, as Salesforce writes them. */
export function writeXml(element: XmlElement): string {
  const body = element.children.map((child) => writeElement(child, '    ')).join('')
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<${element.name} xmlns="${metadataNamespace}">\n${body}</${element.name}>\n`
  )
}

/** An element as indented lines. */
export function writeElement({ name, children, text }: XmlElement, indent: string): string {
  if (children.length === 0) return `${indent}<${name}>${escapeXml(text)}</${name}>\n`
  const inner = children.map((child) => writeElement(child, `${indent}    `)).join('')
  return `${indent}<${name}>\n${inner}${indent}</${name}>\n`
}

/** An element made here and not read from a file. */
export const element = (name: string, content: string | readonly XmlElement[]): XmlElement => ({
  name,
  line: 1,
  column: 1,
  children: typeof content === 'string' ? [] : content,
  text: typeof content === 'string' ? content : ''
})

export const childrenOf = ({ children }: XmlElement, name: string): XmlElement[] =>
  children.filter((child) => child.name === name)

export const childOf = ({ children }: XmlElement, name: string): XmlElement | undefined =>
  children.find((child) => child.name === name)

/** The trimmed text of a child; undefined when there is no such child or nothing in it. */
export function textOf(parent: XmlElement | undefined, name: string): string | undefined {
  const text = parent && childOf(parent, name)?.text.trim()
  return text === '' ? undefined : text
}

export const textsOf = (parent: XmlElement, name: string): string[] =>
  childrenOf(parent, name).map(({ text }) => text.trim())
