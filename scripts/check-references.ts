import { pathToFileURL } from 'node:url'
import { accessProblems, unreachableClasses, unreadableSecrets } from './check-references-access.ts'
import { codeProblems } from './check-references-apex.ts'
import { namedProblems } from './check-references-metadata.ts'
import { lineAt, report, Source } from './salesforce-source.ts'
import type { Problem } from './salesforce-source.ts'

/** A package that names them could be installed only where Person Accounts are on. */
const personAccounts =
  /\bIsPersonAccount\b|\b\w+__p[cr]\b|\bPersonAccount\b|\bPerson(?:Contact|Email|Birthdate|Title|MobilePhone|HomePhone|MailingAddress)\b/g

/** Whatever one file of the project names and another should hold. */
export function referenceProblems(source: Source): Problem[] {
  return [
    ...codeProblems(source),
    ...namedProblems(source),
    ...accessProblems(source),
    ...unreachableClasses(source),
    ...unreadableSecrets(source),
    ...source.files
      .filter(({ path }) => !/\.(labels|translation)-meta\.xml$/.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(personAccounts)].map(({ 0: name, index }) => ({
          file: path,
          line: lineAt(text, index),
          message: `names ${name}: with it the package would need Person Accounts`
        }))
      )
  ]
} // prettier-ignore

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const source = new Source(process.argv[2] ?? 'force-app')
  report('check:references', source.root, referenceProblems(source), `${source.files.length} files`)
}
