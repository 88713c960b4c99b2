import type { OrgState } from '../org-state.ts'
import { deploy } from './deploy.ts'
import { isFailure } from './deploy-message.ts'
import { asInstalled } from './install.ts'
import { readSource } from './read-source.ts'

/**
 * Puts a source folder into the org before it opens: deployed as it is, or as the install of a managed package with
 * this namespace would leave it. Throws with every problem Salesforce would tell.
 */
export function loadSource(org: OrgState, directory: string, namespace: string | null): void {
  const { components, misfits } = readSource(directory)
  const outcome = deploy(
    org,
    {
      manifest: { members: new Map(), version: undefined },
      components: namespace === null ? components : asInstalled(components, namespace),
      deleteFirst: null,
      deleteLast: null,
      misfits
    },
    { checkOnly: false, rollbackOnError: true, ignoreWarnings: true, userId: org.people.admin.id, namespace }
  )
  const problems = outcome.messages
    .filter(isFailure)
    .map(({ componentType, fullName, problem }) => `${componentType} ${fullName}: ${problem ?? ''}`)
  if (problems.length > 0) throw new Error(`${directory} was refused:\n${problems.join('\n')}`)
}
