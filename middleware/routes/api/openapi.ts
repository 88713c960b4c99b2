import { z } from 'zod'
import { problem } from './contract/common.ts'
import { contract, type RouteContract } from './contract/index.ts'

type Json = Readonly<Record<string, unknown>>

const PROBLEM = { $ref: '#/components/schemas/Problem' }
const refused = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: PROBLEM } }
})

/** What a route may be refused with, beside what its own words say. */
const refusals: Readonly<Record<string, string>> = {
  400: 'The body is not JSON',
  401: 'No key or session, or one that is over',
  403: 'Whoever calls may not do this',
  404: 'There is no such thing, or it is another org’s',
  409: 'Not possible as things stand; `code` and `next` say what comes first',
  412: 'Somebody else has changed it meanwhile: read it again',
  413: 'The body is larger than 2 MB',
  415: 'The body is not application/json',
  422: 'A value can’t be taken; `field` names it',
  428: 'The header If-Match is missing',
  429: 'Too many wrong keys came from there',
  500: 'Our fault; `id` is the number to quote',
  502: 'The other system answered what nobody understands',
  503: 'The other system, or the database, does not answer'
}

/** The admin API as an OpenAPI 3.1 document, made from the contract that every request is checked by. */
export function openApi(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [name, route] of Object.entries(contract)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    const methods = (paths[path] ??= {})
    methods[route.method.toLowerCase()] = operation(name, route)
  }
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Bothways admin API',
      version,
      description:
        'What the screens in Salesforce and the console call. Every id is looked up in the caller’s own org; another org’s answers 404.'
    },
    servers: [{ url: '/api/v1' }],
    security: [{ org: [] }, { admin: [] }, { console: [] }],
    paths,
    components: {
      securitySchemes: {
        org: { type: 'http', scheme: 'basic', description: 'A paired org: its id of 18 characters, and its key.' },
        admin: { type: 'http', scheme: 'bearer', description: 'The admin key; Bothways-Org names the org that is meant.' },
        console: {
          type: 'apiKey', in: 'cookie', name: '__Host-bothways',
          description: 'The console’s session; Bothways-Org names the org, and every change carries the header Bothways-Console: 1.'
        }
      },
      schemas: { Problem: schemaOf(problem, 'output') }
    }
  } // prettier-ignore
}

function operation(name: string, route: RouteContract): Json {
  const { body, answer, media, status = 200, tagged, method } = route
  const parameters = [
    ...parametersOf(route.params, 'path'),
    ...parametersOf(route.query, 'query'),
    header('Bothways-Org', false, 'Of the console: the org that is meant. An org means itself.'),
    ...(tagged === true && method !== 'GET' ? [header('If-Match', true, 'The ETag of what was read.')] : [])
  ]
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? ''],
    'x-may': route.may,
    parameters,
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } }
    }),
    responses: { ...success(), ...refusalsOf(route) }
  }

  function success(): Json {
    if (media !== undefined) return { 200: { description: 'The file', content: { [media]: { schema: { type: 'string' } } } } } // prettier-ignore
    if (answer === undefined) return { 204: { description: 'Done' } }
    const headers = tagged === true ? { headers: { ETag: { schema: { type: 'string' } } } } : {}
    const description = status === 202 ? 'Asked for' : status === 201 ? 'Made' : 'As it is'
    return { [status]: { description, ...headers, content: { 'application/json': { schema: schemaOf(answer, 'output') } } } } // prettier-ignore
  }
}

function refusalsOf(route: RouteContract): Json {
  const codes = [401, 403, 422, 429, 500, 503]
  if (route.params !== undefined) codes.push(404)
  if (route.method !== 'GET') codes.push(409, 502)
  if (route.body !== undefined) codes.push(400, 413, 415)
  if (route.tagged === true && route.method !== 'GET') codes.push(412, 428)
  return Object.fromEntries(codes.sort().map((code) => [code, refused(refusals[code] ?? '')]))
}

function parametersOf(of: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  return Object.entries(of?.shape ?? {}).map(([name, schema]) => {
    const type = schema as z.ZodType
    const required = place === 'path' || !type.safeParse(undefined).success
    return { name, in: place, required, schema: schemaOf(type, 'input') }
  })
}

const header = (name: string, required: boolean, description: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' }
})

/** Without its `$schema`, which the document says once. */
function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
  const schema: Record<string, unknown> = z.toJSONSchema(type, { target: 'draft-2020-12', io })
  delete schema['$schema']
  return schema
}
