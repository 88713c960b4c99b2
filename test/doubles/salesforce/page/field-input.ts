import type { OrgState } from '../org-state.ts'
import type { Field } from '../schema/field.ts'
import { nameOf } from './field-value.ts'
import type { Problem } from './form-body.ts'
import { attributes, markup } from './markup.ts'
import type { Html, Part } from './markup.ts'

/** A reference to an object with at most so many records is chosen from a list. */
const listedRecords = 50

interface Asked {
  readonly org: OrgState
  readonly field: Field
  /** What the input holds. */
  readonly text: string
  readonly problems: readonly Problem[]
  /** The record must have a value here when it is saved. */
  readonly required: boolean
}

/** A field with its label, hint and refusals, tied to its input. */
export function fieldInput(asked: Asked): Html {
  const { field, problems, required } = asked
  const hint = hintOf(asked)
  const wide = field.type === 'textarea' && field.length > 255
  const label = markup`<label for="${field.name}">${field.label}${
    required && markup` <span class="required">required</span>`
  }</label>`
  const box = field.type === 'boolean'
  return markup`<div${attributes({ class: ['field', wide && 'wide', box && 'box', problems.length > 0 && 'refused'].filter(Boolean).join(' ') })}>
${box ? markup`${control(asked)} ${label}` : markup`${label}${control(asked)}`}
${hint !== null && markup`<p class="hint" id="${field.name}-hint">${hint}</p>`}
${problems.length > 0 && markup`<p class="problem" id="${field.name}-problem">${problems.map(({ message }) => message).join(' ')}</p>`}
</div>`
}

function control(asked: Asked): Html {
  const { org, field, text } = asked
  const own = common(asked)
  if (field.type === 'boolean') {
    // The blank twin tells an unticked box from a form without this field.
    return markup`<input type="hidden" name="${field.name}" value=""><input type="checkbox"${own}${attributes({ value: 'true', checked: text === 'true' })}>`
  }
  if (field.type === 'multipicklist') {
    const chosen = text.split(';').filter(Boolean)
    return markup`<input type="hidden" name="${field.name}" value=""><select multiple${own}>${options(withHeld(field.values, chosen), chosen)}</select>`
  }
  if (field.type === 'picklist') {
    return markup`<select${own}>${blank}${options(withHeld(field.values, [text]), [text])}</select>`
  }
  if (field.type === 'textarea') {
    // A parser drops the first line break of a textarea, so there is one to drop.
    return markup`<textarea${own}${attributes({ rows: field.length > 255 ? 5 : 2, dir: 'auto' })}>
${text}</textarea>`
  }
  const choice = field.type === 'reference' ? recordsToChoose(org, field, text) : null
  if (choice) return markup`<select${own}>${blank}${choice}</select>`
  return markup`<input${own}${attributes({ ...kindOf(field, text), value: text })}>`
}

function common({ field, problems, required, ...asked }: Asked): Html {
  const hint = hintOf({ field, problems, required, ...asked })
  const described = [problems.length > 0 && `${field.name}-problem`, hint !== null && `${field.name}-hint`]
  return attributes({
    id: field.name,
    name: field.name,
    'aria-required': required ? 'true' : null,
    'aria-invalid': problems.length > 0 ? 'true' : null,
    'aria-describedby': described.filter(Boolean).join(' ') || null
  })
}

/**
 * Kinds that only help typing: the browser must not judge a text itself, since people are to meet Salesforce's own
 * refusals. A value that a stricter kind could not hold stays as text, so that nothing typed is lost.
 */
function kindOf({ type }: Field, text: string): Record<string, string> {
  const held = text === '' || !Number.isNaN(Number(text))
  switch (type) {
    case 'email':
      return { type: 'text', inputmode: 'email', autocomplete: 'off', spellcheck: 'false' }
    case 'phone':
      return { type: 'tel', autocomplete: 'off' }
    case 'url':
      return { type: 'text', inputmode: 'url', autocomplete: 'off', spellcheck: 'false' }
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return held ? { type: 'number', step: 'any' } : { type: 'text', inputmode: 'decimal' }
    case 'date':
      return /^(\d{4}-\d\d-\d\d)?$/.test(text) ? { type: 'date' } : { type: 'text' }
    case 'datetime':
      return /^(\d{4}-\d\d-\d\dT[\d:]+)?$/.test(text)
        ? { type: 'datetime-local', step: '1' }
        : { type: 'text' }
    case 'reference':
      return { type: 'text', autocomplete: 'off', spellcheck: 'false', class: 'id' }
    default:
      return { type: 'text', autocomplete: 'off', dir: 'auto' }
  }
}

function hintOf({ org, field, text }: Asked): Part & (string | Html | null) {
  if (field.type === 'datetime') return 'In UTC.'
  if (field.type !== 'reference') return null
  const row = org.database.find(text)
  if (row) return markup`Now: <bdi>${nameOf(org, row)}</bdi>`
  const prefix = org.schema.target(field)?.spec.keyPrefix
  return `Id of: ${field.referenceTo.join(' or ')}${prefix === undefined ? '' : ` (${prefix}…)`}`
}

function recordsToChoose(org: OrgState, field: Field, text: string): Html[] | null {
  const [name, ...others] = field.referenceTo.flatMap((each) => org.schema.object(each)?.name ?? [])
  const table = name === undefined || others.length > 0 ? null : org.database.tableNamed(name)
  if (!table || table.size > listedRecords) return null
  if (text !== '' && !table.get(text)) return null
  return [...table.rows()]
    .filter((row) => row.Id === text || row['IsDeleted'] !== true)
    .map((row) => option(row.Id, nameOf(org, row), row.Id === text))
}

const blank = markup`<option value="">--None--</option>`

const option = (value: string, label: string, selected: boolean): Html =>
  markup`<option${attributes({ value, selected })}>${label}</option>`

const options = (values: readonly string[], chosen: readonly string[]): Html[] =>
  values.map((value) => option(value, value, chosen.includes(value)))

/** A value that is no longer on the list stays what it is until somebody changes it. */
const withHeld = (values: readonly string[], held: readonly string[]) => [
  ...new Set([...values, ...held.filter((value) => value !== '')])
]
