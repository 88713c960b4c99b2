import { text } from 'shell/text'

import { sessionOver } from 'shell/session'

/** The org that the page is about: the first part of its address. */
const org = () => /^\/console\/(00D\w{15})(?:\/|$)/.exec(location.pathname)?.[1]

/** Calls the admin API; answers as the package's Apex does: JSON text of the status, the version and the body. */
async function send({ method, path, body, tag }) {
  const headers = { 'Bothways-Console': '1', Accept: 'application/json' }
  if (org() !== undefined) headers['Bothways-Org'] = org()
  if (body !== null && body !== undefined) headers['Content-Type'] = 'application/json'
  if (tag !== null && tag !== undefined) headers['If-Match'] = `"${tag}"`
  let response
  try {
    response = await fetch(`/api/v1${path}`, { method, headers, body, credentials: 'same-origin' })
  } catch (error) {
    throw new Error(text.unreachable, { cause: error })
  }
  if (response.status === 401) dispatchEvent(new CustomEvent(sessionOver))
  const version = /^(?:W\/)?"(.+)"$/.exec(response.headers.get('ETag') ?? '')
  return JSON.stringify({ status: response.status, tag: version?.[1] ?? null, body: await read(response) })
}

async function read(response) {
  const type = response.headers.get('Content-Type') ?? ''
  if (response.status === 204) return null
  if (/json/.test(type)) return response.json()
  // A file comes as the package's Apex gives it.
  const bytes = new Uint8Array(await response.arrayBuffer())
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return { media: type, base64 }
}

export const ApiController = { send }

/** What only Salesforce can set up is answered here by the fact that this is not Salesforce. */
const console = async () => JSON.stringify({ console: true })
export const SetupController = {
  getState: console,
  setAddress: console,
  useCredential: console,
  grantAccess: console,
  testCallout: console
}
