import { expect, test } from 'vitest'
import { contract } from '../../../middleware/routes/api/contract/index.ts'
import { startIntake } from '../../support/intake.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: object
}
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string
        readonly content?: Readonly<Record<string, { readonly schema: object }>>
      }
    >
  >
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Every `$ref` of the document, and every key that JSON Schema or OpenAPI do not allow there. */
function walk(value: unknown, see: (key: string, value: unknown) => void): void {
  if (Array.isArray(value)) for (const one of value) walk(one, see)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      see(key, inner)
      walk(inner, see)
    }
}
const at = (document: unknown, pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((of, key) => (of as Record<string, unknown> | undefined)?.[key], document)

test('the API describes itself without a sign-in: every route, what it takes, answers and is refused with', async () => {
  await using intake = await startIntake()
  const reply = await intake.send('GET', '/api/v1/openapi.json')
  expect(reply.status).toBe(200)
  const document = JSON.parse(reply.body) as Document
  expect(document.openapi).toMatch(/^3\.1\./)

  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
  )
  expect(
    described.map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`).sort()
  ).toEqual(
    Object.entries(contract)
      .map(([name, { method, path }]) => `${name} ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
      .sort()
  )
  for (const { path, operation } of described) {
    const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path')
    expect(
      inPath.map((one) => `{${one.name}}`),
      path
    ).toEqual(path.match(/\{\w+\}/g) ?? [])
    expect(inPath.every((one) => one.required)).toBe(true)
    for (const one of operation.parameters ?? [])
      expect(Object.keys(one.schema).length, `${path} ${one.name}`).toBeGreaterThan(0)
    const ok = Object.keys(operation.responses).filter((code) => code < '400')
    expect(ok, path).toHaveLength(1)
    for (const code of ['401', '403', '500'])
      expect(operation.responses[code]?.content?.['application/problem+json'], path).toBeDefined()
  }
  const strays: string[] = []
  walk(document, (key, value) => {
    if (key === '$ref' && at(document, String(value)) === undefined) strays.push(String(value))
    if (key === '$schema') strays.push(key)
  })
  expect(strays).toEqual([])

  const save = document.paths['/connections/{connection}/settings']?.['put']
  expect(save?.parameters?.find((one) => one.name === 'If-Match')).toMatchObject({
    in: 'header',
    required: true
  })
  expect(Object.keys(save?.responses ?? {})).toEqual(expect.arrayContaining(['200', '412', '422', '428']))
  expect(document.paths['/audit']?.['get']?.parameters?.find((one) => one.name === 'limit')).toMatchObject({
    required: false,
    schema: { type: 'integer', maximum: 200 }
  })
})
