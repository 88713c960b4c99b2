import { attributes, markup } from './markup.ts'
import type { Html, Part } from './markup.ts'

export interface Column {
  readonly title: string
  /** Figures stand right. */
  readonly number?: boolean
  /** Left out where the screen is narrow. */
  readonly minor?: boolean
  /** A column of buttons has a title for ears only. */
  readonly silent?: boolean
}

interface Options {
  /** What the table holds, for ears only: a heading says it to the eyes. */
  readonly caption: string
  readonly columns: readonly Column[]
  /** Cells in the columns' order; the first names its row. */
  readonly rows: readonly (readonly Part[])[]
}

/**
 * A table with scopes, in a box that scrolls sideways (by keyboard too) where it does not fit. On a narrow screen its
 * rows become blocks; the roles keep it a table for those who listen to it.
 */
export function table({ caption, columns, rows }: Options): Html {
  const head = columns.map((column) => {
    const title = column.silent ? markup`<span class="hidden">${column.title}</span>` : column.title
    return markup`<th role="columnheader" scope="col"${classOf(column)}>${title}</th>`
  })
  const body = rows.map((cells) => {
    const written = cells.map((cell, i) => {
      const column = columns[i] ?? { title: '' }
      return i === 0
        ? markup`<th role="rowheader" scope="row"${classOf(column)}>${cell}</th>`
        : markup`<td role="cell"${classOf(column)}${attributes({ 'data-title': column.silent ? null : column.title })}>${cell}</td>`
    })
    return markup`<tr role="row">${written}</tr>`
  })
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table role="table">
<caption class="hidden">${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table></div>`
}

function classOf({ number, minor }: Column): Html {
  return attributes({ class: [number && 'figure', minor && 'minor'].filter(Boolean).join(' ') || null })
}
