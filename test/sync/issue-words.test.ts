import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { errorKinds } from '../../middleware/connectors/connector.ts'
import {
  alternatingIssue,
  conflictIssue,
  faultIssue,
  refusalIssue,
  requiredIssue
} from '../../middleware/sync/line-issues.ts'
import { createPair } from '../../middleware/sync/pair.ts'
import { contacts, person } from '../support/plain-pairs.ts'

const root = join(import.meta.dirname, '../..')
/** A sentence that tells a person what to do. */
const nextStep =
  /(^|[.;,] )(then |or |and )?(Accept|Add|Correct|Declare|Delete|Fill|Give|Link|Log in|Look|Merge|Restore|Shorten|merge or delete|link|retry)\b/

const pair = createPair(1, 1, contacts(), person)
const email = pair.lines.find((one) => one.name === 'email')
if (email === undefined) throw new Error('There is no such line.')
const faults = ['invalid-value', 'too-long', 'unmapped-value', 'no-time-zone', 'invalid-filler'] as const
const sides = ['salesforce', 'external'] as const

test('every issue about a field names the field and says what to do next', () => {
  const issues = [
    ...sides.flatMap((side) => faults.map((code) => faultIssue(email, 'Plain', side, code, 'is wrong'))),
    conflictIssue(email, 'Plain', 'a@example.com', null),
    ...sides.map((side) => requiredIssue(email, 'Plain', side)),
    alternatingIssue(email, 'Plain'),
    ...sides.flatMap((side) => errorKinds.map((kind) => refusalIssue({ line: email, side, place: 'Plain', id: '7' }, { kind, message: 'no' })))
  ] // prettier-ignore
  for (const { message, line } of issues) {
    expect(line).toBe('email')
    expect(message).toMatch(/Email|E-mail/)
    expect(message).toMatch(nextStep)
  }
})

test('a refusal that names no field names the record', () => {
  const what = { line: undefined, side: 'external', place: 'Plain' } as const
  const issue = refusalIssue({ ...what, id: '7' }, { kind: 'forbidden', message: 'Not yours.' })
  expect(issue.message).toBe("Plain refused record 7: Not yours. Give the sync's user the right to write it in Plain, then retry.") // prettier-ignore
  expect(refusalIssue({ ...what, id: null }, { kind: 'invalid', message: 'no' }).message).toContain('the new record') // prettier-ignore
})

/** Issues about whole records are made where they are found: their sentences are read from there. */
const makers = globSync('middleware/sync/{match*,decide-gone,held}.ts', { cwd: root })

function sentencesOf(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const text = (node: ts.Node | undefined): void => {
    if (node !== undefined && (ts.isStringLiteral(node) || ts.isTemplateExpression(node)))
      found.push(node.getText())
  }
  const walk = (node: ts.Node): void => {
    const isMessage =
      (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && node.name.getText() === 'message'
    if (isMessage) text(node.initializer)
    if (ts.isCallExpression(node) && node.expression.getText() === 'hold') text(node.arguments[1])
    node.forEachChild(walk)
  }
  walk(file)
  return found
}

test('every issue about a whole record names the records and says what to do next', () => {
  const sentences = makers.flatMap(sentencesOf)
  expect(sentences.length).toBeGreaterThan(6)
  for (const sentence of sentences) {
    expect(sentence).toMatch(/record|Lead/)
    expect(sentence).toMatch(nextStep)
  }
})
