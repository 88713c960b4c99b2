import type { Call, Reply } from '../http/call.ts'
import { isPlainObject } from '../json.ts'
import { escapeXml } from '../soap/envelope.ts'
import { nil, tag } from '../soap/xml.ts'

/** These speak JSON, CSV or a file format of their own, whatever the client accepts. */
const jsonOnly = /^\/services\/data\/v[\d.]+\/(analytics|composite|jobs|metadata|tooling)(\/|$)/i

/**
 * Whether the answer is to be XML: by the ending `.xml` of the address, else by the first of the two types that
 * `Accept` names [V]. A browser accepts XML too, but gets JSON.
 */
export function formatOf(call: Call): { readonly call: Call; readonly xml: boolean } {
  const [, path, ending] = /^(.*)\.(json|xml)$/i.exec(call.path) ?? []
  const isKey = /\/sobjects(\/[^/]+){3}$/i.test(call.path) // an external id may end in anything
  if (path !== undefined && ending !== undefined && !isKey)
    return { call: { ...call, path }, xml: ending.toLowerCase() === 'xml' && !jsonOnly.test(path) }
  const named = /text\/html|application\/(json|xml)/i.exec(call.headers.accept ?? '')?.[0]
  return { call, xml: named?.toLowerCase() === 'application/xml' && !jsonOnly.test(call.path) }
}

/** A JSON answer in the REST API's XML. `Errors`, `QueryResult`, `Result`, `Versions` and `urls` [V], other names [K]. */
export function inXml({ json, ...reply }: Reply, { method, path }: Call): Reply {
  if (json === undefined) return reply
  const [root, item] = rootOf(method, path, reply.status, json)
  const space = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
  const body = Array.isArray(json)
    ? `<${root}${space}>${json.map((each) => element(item, each)).join('')}</${root}>`
    : element(root, json, space)
  const text = `<?xml version="1.0" encoding="UTF-8"?>${body}`
  return { ...reply, text, headers: { ...reply.headers, 'Content-Type': 'application/xml;charset=UTF-8' } }
}

/** The name of the root, and of the elements of a list. */
function rootOf(method: string, path: string, status: number, json: unknown): [string, string] {
  const resource = path.split('/').slice(4).join('/')
  if (status >= 400) return ['Errors', 'Error']
  if (/^\/services\/data$/i.test(path)) return ['Versions', 'Version']
  if (resource === '') return ['urls', 'url']
  if (/^query(All)?(\/|$)/i.test(resource)) return ['QueryResult', 'records']
  if (isPlainObject(json) && isPlainObject(json['attributes']))
    return [String(json['attributes']['type']), 'records']
  if (method === 'GET' && /^sobjects$/i.test(resource)) return ['DescribeGlobal', 'sobjects']
  if (method === 'GET' && /\/describe$/i.test(resource)) return ['DescribeSObject', 'item']
  if (/^limits$/i.test(resource)) return ['LimitsSnapshot', 'item']
  return ['Result', 'item']
}

/** A list is a repeated element; a record's type and address are attributes. */
function element(name: string, value: unknown, attributes = ''): string {
  if (Array.isArray(value)) return value.map((each) => element(name, each)).join('')
  if (isPlainObject(value)) {
    const { attributes: described, ...members } = value
    const own = isPlainObject(described) ? Object.entries(described) : []
    const all = own.map(([key, text]) => ` ${key}="${escapeXml(String(text))}"`).join('') + attributes
    const inner = Object.entries(members).map(([key, member]) => element(key, member))
    return `<${name}${all}>${inner.join('')}</${name}>`
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return tag(name, value)
  return nil(name)
}
