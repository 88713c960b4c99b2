import { childOf, childrenOf, textOf } from '../xml.ts'
import type { XmlElement } from '../xml.ts'
import { evaluate } from './formula.ts'
import type { FormulaValue, FormulaWorld } from './formula.ts'

/** Do the entry conditions of a record-triggered flow hold: its formula, or its filters, or neither. */
export function enters(start: XmlElement, world: FormulaWorld): boolean {
  const formula = textOf(start, 'filterFormula')
  if (formula !== undefined) return evaluate(formula, world) === true
  const filters = childrenOf(start, 'filters')
  if (filters.length === 0) return true
  return combine(
    textOf(start, 'filterLogic') ?? 'and',
    filters.map((filter) => holds(filter, `$Record.${textOf(filter, 'field') ?? ''}`, 'value', world))
  )
}

/** Does a rule of a decision hold. */
export function ruleHolds(rule: XmlElement, world: FormulaWorld): boolean {
  const results = childrenOf(rule, 'conditions').map((condition) =>
    holds(condition, textOf(condition, 'leftValueReference') ?? '', 'rightValue', world)
  )
  return combine(textOf(rule, 'conditionLogic') ?? 'and', results)
}

/** `and`, `or`, or a text such as `1 AND (2 OR 3)`. */
function combine(logic: string, results: readonly boolean[]): boolean {
  if (/^and$/i.test(logic)) return results.every(Boolean)
  if (/^or$/i.test(logic)) return results.some(Boolean)
  const formula = logic
    .replace(/\d+/g, (number) => String(results[Number(number) - 1] ?? false))
    .replace(/\bAND\b/gi, '&&')
    .replace(/\bOR\b/gi, '||')
    .replace(/\bNOT\b/gi, '!')
  return evaluate(formula, { value: () => null, isNew: false, isChanged: () => false }) === true
}

function holds(condition: XmlElement, left: string, valueTag: string, world: FormulaWorld): boolean {
  const operator = textOf(condition, 'operator') ?? ''
  const right = valueOf(childOf(condition, valueTag), world)
  if (operator === 'IsChanged') return world.isChanged(left) === (right !== false)
  const value = world.value(left)
  const [a, b] = [String(value ?? '').toLowerCase(), String(right ?? '').toLowerCase()]
  switch (operator) {
    case 'EqualTo':
      return a === b
    case 'NotEqualTo':
      return a !== b
    case 'IsNull':
      return ((value ?? '') === '') === (right !== false)
    case 'Contains':
      return a.includes(b)
    case 'StartsWith':
      return a.startsWith(b)
    case 'EndsWith':
      return a.endsWith(b)
    case 'GreaterThan':
      return Number(value) > Number(right)
    case 'GreaterThanOrEqualTo':
      return Number(value) >= Number(right)
    case 'LessThan':
      return Number(value) < Number(right)
    case 'LessThanOrEqualTo':
      return Number(value) <= Number(right)
    default:
      throw new Error(`The practice org does not know the flow operator ${operator}`)
  }
}

function valueOf(element: XmlElement | undefined, world: FormulaWorld): FormulaValue {
  const [value] = element?.children ?? []
  if (!value) return null
  const text = value.text.trim()
  if (value.name === 'booleanValue') return text === 'true'
  if (value.name === 'numberValue') return Number(text)
  return value.name === 'elementReference' ? world.value(text) : text
}
