import { globSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Scanner from '@flow-scanner/lightning-flow-scanner-core'
import { realTimeNames } from '../middleware/salesforce/real-time-names.ts'
import { realTimePackage } from '../middleware/salesforce/real-time-package.ts'
import { metadataProblems } from './check-metadata.ts'
import { namedProblems } from './check-references-metadata.ts'
import { ownProblems } from './check-security-own.ts'
import { report, Source } from './salesforce-source.ts'
import type { Problem } from './salesforce-source.ts'

const { parse, scan } = createRequire(import.meta.url)(
  '@flow-scanner/lightning-flow-scanner-core'
) as typeof Scanner // CommonJS

/** Rules that are not for us, each with why. */
const meant = new Map([
  ['HardcodedId', 'the flow is made in the org it runs in, and leaves that org’s sync user out by its id'],
  ['TriggerOrder', 'the org’s own flows come before: ours only tells that something changed'],
  ['FlowName', 'the names of our flows carry the connection and the object, not a department'],
  ['AutoLayout', 'says nothing of what a flow does'],
  ['MissingAutoLayout', 'says nothing of what a flow does'],
  ['SameRecordFieldUpdates', 'our flows change no record'],
  ['APIVersion', 'flows are made at the version of the package, on purpose']
])

/** What the flow scanner finds in the flows of a folder: missing fault paths, changes in loops, elements nobody reaches. */
export async function flowProblems(root: string): Promise<Problem[]> {
  const paths = globSync('**/*.flow-meta.xml', { cwd: root }).map((path) => join(root, path))
  const parsed = await parse(paths)
  const unread = parsed.filter(({ flow }) => flow === undefined)
  const found = scan(parsed.filter(({ flow }) => flow !== undefined)).flatMap(({ flow, ruleResults }) =>
    ruleResults
      .filter(({ occurs, ruleName }) => occurs && !meant.has(ruleName))
      .flatMap(({ ruleName, details, ruleDefinition }) =>
        details.map(({ name, lineNumber }) => ({
          file: basename(flow.fsPath ?? flow.name ?? ''),
          line: lineNumber,
          message: `${ruleName} at ${name}: ${ruleDefinition.description}`
        }))
      )
  )
  const broken = unread.map(({ uri, errorMessage }) => ({
    file: basename(uri),
    line: 1,
    message: `can't be read: ${errorMessage ?? 'no reason given'}`
  }))
  return [...broken, ...found]
}

/** Writes what the real-time setup would deploy, as a project holds it, so that the other checks see it too. */
export async function writeRealTime(folder: string): Promise<void> {
  const objects = ['Contact', 'Lead', 'Account', 'Practice_Link__c'].map((object) => ({
    object,
    label: object,
    endpointUrl: 'https://sync.example.com/outbound-messages/secret',
    ...realTimeNames('1', object)
  }))
  const user = { username: 'sync@example.com', userId: '005000000000001AAA' }
  for (const [path, text] of Object.entries(realTimePackage(objects, user, 'Active'))) {
    if (path === 'package.xml') continue
    const place = join(folder, `${path}-meta.xml`)
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, text)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = await mkdtemp(join(tmpdir(), 'bothways-flows-'))
  try {
    await writeRealTime(folder)
    const made = new Source(folder)
    const wrong = [...metadataProblems(made), ...namedProblems(made), ...ownProblems(made)]
    const flows = made.ending('.flow-meta.xml').length
    report('check:flows', folder, [...wrong, ...(await flowProblems(folder))], `${flows} flows of the real-time setup`)
    const own = globSync('**/*.flow-meta.xml', { cwd: 'force-app' }).length
    if (own > 0) report('check:flows', 'force-app', await flowProblems('force-app'), `${own} flows of the package`)
  } finally {
    await rm(folder, { recursive: true })
  }
} // prettier-ignore
