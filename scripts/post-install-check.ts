import { parseArgs } from 'node:util'
import { Source } from './salesforce-source.ts'
import { openSf } from './sf.ts'
import type { Sf } from './sf.ts'
import { isPlainObject } from '../test/doubles/salesforce/json.ts'

const usage = `Looks whether an org has what the package brings, and says what its admin does next.

  node scripts/post-install-check.ts --org ALIAS [--source]

  --org      the org, as the CLI knows it
  --source   the source was deployed there without a namespace; else the package was installed
`

/** Types of components, and the kind of file they come in. */
const types: readonly (readonly [type: string, kind: string])[] = [
  ['ApexClass', 'cls'],
  ['ApexPage', 'page'],
  ['ApexComponent', 'component'],
  ['LightningComponentBundle', 'js'],
  ['CustomTab', 'tab'],
  ['CustomApplication', 'app'],
  ['FlexiPage', 'flexipage'],
  ['QuickAction', 'quickAction'],
  ['Layout', 'layout'],
  ['PermissionSet', 'permissionset'],
  ['CustomPermission', 'customPermission'],
  ['NamedCredential', 'namedCredential'],
  ['ExternalCredential', 'externalCredential']
]

/** With the package's prefix where a component's own name begins: behind its object, for layouts and actions. */
function named(type: string, name: string, prefix: string): string {
  const mark = type === 'Layout' ? '-' : type === 'QuickAction' || type === 'CustomField' ? '.' : ''
  const at = mark === '' ? 0 : name.indexOf(mark) + 1
  return name.slice(0, at) + prefix + name.slice(at)
}

/** What the org lacks, a sentence each. */
export async function postInstallProblems(sf: Sf, alias: string, prefix: string, source: Source): Promise<string[]> {
  const problems: string[] = []
  const fields = source.objectParts('field').filter(({ object }) => !object.endsWith('__c')).map(({ name }) => name)
  const wanted: (readonly [string, readonly string[]])[] = [
    ...types.map(([type, kind]) => [type, [...source.names(kind)]] as const),
    ['CustomField', fields]
  ]
  for (const [type, names] of wanted) {
    const answer = await sf(['org', 'list', 'metadata', '--metadata-type', type, '--target-org', alias, '--json'])
    const result = isPlainObject(answer.json) ? answer.json['result'] : undefined
    if (!Array.isArray(result)) {
      problems.push(`${type} can't be listed: ${answer.text.slice(0, 300)}`)
      continue
    }
    const there = new Set(result.map((each: unknown) => (isPlainObject(each) ? decodeURIComponent(String(each['fullName'])) : '')))
    for (const name of names)
      if (!there.has(named(type, name, prefix))) problems.push(`${type} ${named(type, name, prefix)} is not there`)
  }
  return problems
} // prettier-ignore

const next = (prefix: string) => `Next:
  1. Create the org's external client app: scripts/org-setup/client-app.sh --help.
  2. Assign permission sets: ${prefix}Bothways_Admin to admins, ${prefix}Bothways_User to sellers, ${prefix}Bothways_Integration to the integration user.
  3. Open /lightning/n/${prefix}Synchronization and follow its checklist: address, connect, access.
  4. Assign the layouts "SALESmanago Contact Layout", … per profile: Setup › Object Manager › Contact › Page Layouts › Page Layout Assignment.
  5. Add the button "Sync now" to each object's List View Button Layout.`

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      org: { type: 'string' },
      source: { type: 'boolean', default: false },
      help: { type: 'boolean' }
    }
  })
  if (values.help || values.org === undefined) {
    console.log(usage)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const prefix = values.source ? '' : 'bothways__'
  const problems = await postInstallProblems(await openSf(), values.org, prefix, new Source('force-app'))
  for (const problem of problems) console.error(problem)
  console.log(
    problems.length === 0 ? 'Everything of the package is there.' : `${problems.length} things are missing.`
  )
  console.log(next(prefix))
  if (problems.length > 0) process.exitCode = 1
}

if (import.meta.main) await main()
