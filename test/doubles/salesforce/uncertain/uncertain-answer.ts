/** Something the double answers though nobody here has seen it. */
export interface Uncertain {
  readonly mark: 'K' | 'U'
  /** One sentence: what happens, and what of it is uncertain. */
  readonly about: string
  /** Of REST refusals; component failures have neither. */
  readonly status?: number
  readonly code?: string
  readonly text: string
}
