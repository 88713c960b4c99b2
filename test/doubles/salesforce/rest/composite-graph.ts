import { envelopes, uncertainRefusal } from '../errors.ts'
import { ok } from '../http/call.ts'
import type { ApiCall, Reply, Route } from '../http/call.ts'
import { runAllOrNone } from './composite.ts'
import { listOfObjects, readParts } from './composite-parts.ts'
import { referencesOf } from './composite-references.ts'
import { failed } from './subrequest.ts'
import type { Part } from './subrequest.ts'

/** What one payload may hold [V]: graphs, nodes, steps from a node to the one it hangs on, kinds of nodes. */
const mostGraphs = 75
const mostNodes = 500
const deepest = 15
const mostKinds = 15
/** After so many failed graphs the rest is not begun [V]. */
const mostFailures = 14

interface Graph {
  readonly graphId: string
  readonly parts: readonly Part[]
}

export const graphRoutes: readonly Route<ApiCall>[] = [
  { method: 'POST', pattern: '/composite/graph', handle: runGraphs }
]

/** Each graph is a transaction of its own: all its nodes stay, or none. */
async function runGraphs(call: ApiCall): Promise<Reply> {
  const graphs = readGraphs(call.json)
  const results: object[] = []
  let failures = 0
  for (const { graphId, parts } of graphs) {
    const compositeResponse = failures >= mostFailures ? notBegun(parts) : await runAllOrNone(call, parts)
    const isSuccessful = !compositeResponse.some(failed)
    if (!isSuccessful) failures++
    results.push({ graphId, graphResponse: { compositeResponse }, isSuccessful })
  }
  return ok({ graphs: results })
}

function readGraphs(json: unknown): Graph[] {
  const given = listOfObjects(json, 'graphs')
  if (given.length > mostGraphs) throw limit(`graphs is ${given.length}`, mostGraphs)
  const graphs = given.map((graph) => {
    const graphId = graph['graphId']
    if (typeof graphId !== 'string' || graphId === '') throw invalid('Each graph needs a graphId')
    return { graphId, parts: readParts(graph) }
  })
  if (new Set(graphs.map(({ graphId }) => graphId)).size < graphs.length) {
    throw invalid('Duplicate graphId')
  }
  const nodes = graphs.reduce((sum, { parts }) => sum + parts.length, 0)
  if (nodes > mostNodes) throw limit(`nodes is ${nodes}`, mostNodes)
  for (const { parts } of graphs) checkGraph(parts)
  return graphs
}

/** Only single-record calls may be nodes; a node may hang on earlier ones. */
function checkGraph(parts: readonly Part[]): void {
  for (const { url } of parts) {
    if (!/\/v[\d.]+\/sobjects\/\w+/i.test(url)) throw invalid(`Not a node of a graph: ${url}`)
  }
  const depth = Math.max(0, ...depths(parts).values())
  if (depth > deepest) throw limit(`levels is ${depth}`, deepest)
  const kinds = new Set(
    parts.map(({ method, url }) => `${method} ${/sobjects\/(\w+)/i.exec(url)?.[1] ?? ''}`)
  )
  if (kinds.size > mostKinds) throw limit(`different nodes is ${kinds.size}`, mostKinds)
}

/** How many nodes stand above each, itself included, by what it refers to. */
export function depths(parts: readonly Part[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const part of parts) {
    const above = referencesOf(part).map((name) => found.get(name) ?? 0)
    found.set(part.referenceId, Math.max(0, ...above) + 1)
  }
  return found
}

function notBegun(parts: readonly Part[]) {
  const error = uncertainRefusal('graphHalted', { most: mostFailures })
  return parts.map(({ referenceId }) => ({
    body: envelopes(error),
    httpHeaders: {},
    httpStatusCode: error.status,
    referenceId
  }))
}

const limit = (what: string, most: number) => invalid(`Number of ${what}; at most ${most} are allowed`)
const invalid = (problem: string) => uncertainRefusal('compositeInvalid', { problem })
