import { readFileSync } from 'node:fs'

/** What is said about a switch where it is declared. */
export interface SwitchNote {
  readonly name: string
  readonly help: string
  /** The words a switch of words may take; none for other types. */
  readonly choices: readonly string[]
  /** It may be null. */
  readonly nullable: boolean
}

/** The note in one plain line, without its marks of where it is known from. */
export const inOneLine = ({ help }: SwitchNote): string =>
  help
    .replace(/ \[U\]/g, ' not known for certain')
    .replace(/ \[[A-Z][^\]]*\]/g, '')
    .replaceAll('`', '')

/**
 * The notes of `switches.ts`, read from its source: the one place where whoever adds a switch explains it. A switch
 * without a comment of its own shares the one above it.
 */
export function switchNotes(): SwitchNote[] {
  const source = readFileSync(new URL('switches.ts', import.meta.url), 'utf8')
  const declared = /export interface Switches \{\n(.*?)\n\}/s.exec(source)?.[1] ?? ''
  const notes: SwitchNote[] = []
  for (const piece of declared.split(/(?=\/\*\*)/)) {
    const [comment = '', declarations = ''] = piece.split('*/')
    const help = comment
      .replace('/**', '')
      .replaceAll(/\s*\n\s*\* ?/g, ' ')
      .trim()
    for (const [, name = '', type = ''] of declarations.matchAll(/^ {2}(\w+):(.*(?:\n {4}.*)*)/gm)) {
      const choices = [...type.matchAll(/'([^']+)'/g)].flatMap(([, word]) => word ?? [])
      notes.push({ name, help, choices, nullable: /\bnull\b/.test(type) })
    }
  }
  return notes
}
