/** Text that is HTML already: only `markup` and `attributes` make it, so nothing else reaches a page unescaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template may hold. Nothing (null, undefined, false) leaves no trace; a list is joined. */
export type Part = Html | string | number | null | undefined | false | readonly Part[]

/** HTML from a template; every part that is not Html is escaped. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((text, piece, i) => text + render(parts[i - 1]) + piece))
}

/** ` name="value"` for each; true leaves the bare name, and false, null and undefined leave it out. */
export function attributes(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>
): Html {
  const written = Object.entries(values).map(([name, value]) => {
    if (value === null || value === undefined || value === false) return ''
    return value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`
  })
  return new Html(written.join(''))
}

function render(part: Part): string {
  if (part instanceof Html) return part.text
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  return part ? part.map(render).join('') : ''
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

const escape = (text: string) => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark)
