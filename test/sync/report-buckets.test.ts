import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { errorKinds } from '../../middleware/connectors/connector.ts'
import { buckets } from '../../middleware/sync/change.ts'
import { hasWords } from '../../middleware/sync/code-words.ts'
import {
  byCode,
  codeFamilies,
  done,
  reportBucket,
  reportBuckets,
  reportedCodes
} from '../../middleware/sync/report-buckets.ts'

const root = join(import.meta.dirname, '../..')
/** Guards stop plans, plan rows have kinds of their own, requests are refused: none of it is what became of a record. */
const others = /(report-buckets|code-words|guard|plan-rows|connect|connect-error|schedules|edition)\.ts$/
const sources = globSync('middleware/sync/*.ts', { cwd: root }).filter((path) => !others.test(path))

/** Places where an outcome or an issue gets its code: properties and constants of these names, arguments of these functions. */
const names = new Set(['code', 'skipped', 'note'])
const makers = new Set(['hold', 'removal', 'faultIssue', 'stays', 'keep'])

/** Every code in the sources; a template gives its fixed beginning and a star. */
function codesOf(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const literals = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) found.push(node.text)
    else if (ts.isTemplateExpression(node)) found.push(`${node.head.text}*`)
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(literals)
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      [node.left, node.right].forEach(literals) // prettier-ignore
    else if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) literals(node.expression)
  }
  const walk = (node: ts.Node): void => {
    const named = ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)
    if (named && names.has(node.name.getText()) && node.initializer !== undefined) literals(node.initializer)
    if (ts.isCallExpression(node) && makers.has(node.expression.getText())) node.arguments.forEach(literals)
    if (ts.isTypeAliasDeclaration(node) && node.name.text === 'MappingFault') node.type.forEachChild((one) => { if (ts.isLiteralTypeNode(one)) literals(one.literal) }) // prettier-ignore
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'blankCode' && node.initializer !== undefined && ts.isArrowFunction(node.initializer)) literals(node.initializer.body) // prettier-ignore
    node.forEachChild(walk)
  }
  walk(file)
  // Sides and sentences are arguments too.
  return found.filter(
    (text) => /^[a-z]+(-[a-z]+)*-?\*?$/.test(text) && text !== 'salesforce' && text !== 'external'
  )
}

const codes = new Set([...sources.flatMap(codesOf), ...errorKinds])

test('every code that the engine can give is counted in one place of the report, and no others are listed', () => {
  expect(codes.size).toBeGreaterThan(25)
  const unknown = [...codes].filter((code) => byCode(code.replace('*', 'x')) === undefined)
  expect(unknown).toEqual([])
  const listed = [...Object.keys(reportedCodes), ...codeFamilies.map(([begins]) => `${begins}*`)]
  expect(listed.filter((code) => !codes.has(code))).toEqual([])
})

test('every outcome, whatever its code and its run, is one of the ten or done; each of the ten can happen', () => {
  const all = ['initial', 'poll', 'reconcile', 'button'] as const
  const reached = all.flatMap((cause) =>
    buckets.flatMap((bucket) => [null, ...codes].map((code) => reportBucket(bucket, code, cause)))
  )
  expect(new Set(reached)).toEqual(new Set([...reportBuckets, done]))
})

test('what was compared and equal is no difference; an echo is no new change', () => {
  expect(reportBucket('unchanged', null, 'initial')).toBe('No Difference')
  expect(reportBucket('unchanged', null, 'notifications')).toBe('No New Changes')
  expect(reportBucket('linked', 'equal', 'poll')).toBe('No Difference')
})

test('what is missing is told by the side that demands it', () => {
  expect(reportBucket('skipped', 'blank-email', 'poll')).toBe('No Import')
  expect(reportBucket('skipped', 'blank-in-salesforce-name', 'read')).toBe('No Export')
})

test('every code that the engine can give is said in words', () => {
  expect([...codes].filter((code) => !hasWords(code.replace('*', 'x')))).toEqual([])
})
