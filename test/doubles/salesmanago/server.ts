import type { IncomingMessage, ServerResponse } from 'node:http'
import { isObject, type Json } from '../../../middleware/connectors/decode.ts'
import { failedAfter, failedBefore, type Faults } from '../faults.ts'
import { card } from './card.ts'
import { command, contactsShown, state } from './control.ts'
import { endpoints } from './endpoints.ts'
import { NotStated, Refusal } from './refusal.ts'
import { authenticated, watch, type World } from './world.ts'

/** Answers one HTTP request: the API below `/api`, the contact card, files of exports, and the double's own pages. */
export async function answer(
  world: World,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse
) {
  const url = new URL(request.url ?? '/', 'http://double')
  response.sendDate = false
  response.setHeader('date', new Date(world.store.now()).toUTCString())
  if (url.pathname.startsWith('/api/')) await api(world, faults, url.pathname.slice(4), request, response)
  else if (url.pathname === '/__control') await control(world, faults, request, response)
  else if (url.pathname === '/__contacts')
    json(response, 200, contactsShown(world, url.searchParams.get('email')))
  else if (url.pathname.startsWith('/ms/')) html(response, card(world, url))
  else if (world.files.has(url.pathname.slice(7))) response.end(world.files.get(url.pathname.slice(7)))
  else html(response, { status: 404, html: '<h1>Not found</h1>' })
}

async function api(
  world: World,
  faults: Faults,
  path: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const body = parsed(await received(request))
  world.seen.calls[path] = (world.seen.calls[path] ?? 0) + 1
  const fault = faults.take(path)
  if (isObject(body)) watch(world, path, body)
  if (await failedBefore(fault, response)) return
  if (request.method !== 'POST' || !Object.hasOwn(endpoints, path)) {
    html(response, { status: 404, html: '<h1>Not found</h1>' })
  } else if (!isObject(body)) {
    response.statusCode = 400
    response.setHeader('content-type', 'text/plain')
    response.end('Malformed request')
  } else {
    const reply = fault.refuse === undefined ? carriedOut(world, path, body) : refusal(fault.refuse)
    if (reply instanceof NotStated) {
      response.statusCode = 501
      response.setHeader('content-type', 'text/plain')
      response.end(`The double does not know: ${reply.message}`)
      return
    }
    response.statusCode = reply['success'] === true ? 200 : Number(world.store.switches.refusalStatus)
    response.setHeader('content-type', 'application/json;charset=UTF-8')
    const text = JSON.stringify(reply)
    if (!failedAfter(fault, response, text)) response.end(text)
  }
}

function carriedOut(world: World, path: string, body: Json): Json | NotStated {
  try {
    const owner = authenticated(world, body, path !== '/user/listByClient')
    return { success: true, message: [], ...endpoints[path]?.(world, body, owner) }
  } catch (error) {
    if (error instanceof NotStated) return error
    if (!(error instanceof Refusal)) throw error
    const told = world.store.switches.refusalTexts === 'told' || known.has(error.message)
    return told ? refusal(error.message) : { success: false, message: [] }
  }
}

/** The texts that are documented [C]. */
const known = new Set(['User not authenticated', 'Not authenticated'])

const refusal = (text: string): Json => ({ success: false, message: [text] })

async function control(world: World, faults: Faults, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'POST') {
    json(response, 200, state(world, faults))
    return
  }
  try {
    const body = parsed(await received(request))
    if (!isObject(body)) throw new RangeError('A command is a JSON object')
    json(response, 200, command(world, faults, body))
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof Refusal)) throw error
    json(response, 400, { error: error.message })
  }
}

async function received(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function json(response: ServerResponse, status: number, body: Json): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}

function html(
  response: ServerResponse,
  { status, html }: { readonly status: number; readonly html: string }
): void {
  response.statusCode = status
  response.setHeader('content-type', 'text/html;charset=UTF-8')
  response.end(html)
}
