import type { Field } from '../schema/field.ts'
import type { ObjectSchema } from '../schema/object-schema.ts'
import { fieldInput } from './field-input.ts'
import type { Problem, Typed } from './form-body.ts'
import { tokenField } from './guard.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import type { PageCall } from './page-call.ts'
import { sections } from './sections.ts'

interface RecordForm {
  readonly schema: ObjectSchema
  readonly fields: readonly Field[]
  readonly typed: Typed
  readonly problems: readonly Problem[]
  readonly required: (field: Field) => boolean
  /** `SystemModstamp` of the record that the form was made of; none when there is no record yet. */
  readonly stamp?: number
  readonly cancelPath: string
}

/** The form of a record, new or not: a summary of what was refused, then its sections. */
export function recordForm({ org }: PageCall, form: RecordForm): Html {
  const { schema, fields, typed, problems, required, stamp, cancelPath } = form
  const groups = sections(schema, (field) => fields.includes(field))
  return markup`${problemSummary(schema, problems)}
<form method="post" class="record">${tokenField()}
${stamp !== undefined && markup`<input type="hidden" name="_stamp" value="${stamp}">`}
${groups.map(
  (group) => markup`<fieldset class="panel"><legend>${group.title}</legend><div class="inputs">
${group.fields.map((field) =>
  fieldInput({
    org,
    field,
    text: typed.get(field.name) ?? '',
    problems: problems.filter((problem) => problem.field === field.name),
    required: required(field)
  })
)}</div></fieldset>`
)}
<div class="actions bar"><button>Save</button><a class="button plain" href="${cancelPath}">Cancel</a></div></form>`
}

/** Takes the focus when the page comes back, so that it is heard and seen first. */
export function problemSummary(schema: ObjectSchema, problems: readonly Problem[]): Html | false {
  if (problems.length === 0) return false
  const lines = problems.map(({ field, code, message }) => {
    const known = field === null ? undefined : schema.field(field)
    const said = known ? markup`<a href="#${known.name}">${message}</a>` : message
    return markup`<li>${said} <code class="quiet">${code}</code></li>`
  })
  return markup`<div class="problems" id="problems" role="alert" tabindex="-1">
<h2>Not saved</h2><ul>${lines}</ul></div>`
}
