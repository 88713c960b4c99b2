import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { javaIsThere } from './java.ts'
import { report } from './salesforce-source.ts'
import type { Problem } from './salesforce-source.ts'

/** What the checker's copy of the platform's types lacks, though the platform has it; each with where that is said. */
const lacking = [
  // Apex reference, class ConnectApi.NamedCredentials: updateNamedCredential(developerName, namedCredential), since 58.0.
  /No matching method found for 'updateNamedCredential' on 'ConnectApi\.NamedCredentials' taking arguments 'System\.String, ConnectApi\.NamedCredentialInput'/
]

/**
 * What Apex's compiler would say of the classes of a project, as far as it can be known without an org: unknown types,
 * methods, variables and labels, wrong arguments. `project` holds `sfdx-project.json`.
 */
export function apexProblems(project: string): Problem[] {
  const folder = resolve(project)
  const engine = createRequire(import.meta.url).resolve('@salesforce/code-analyzer-pmd-engine')
  const jars = join(dirname(engine), 'java-lib', '*')
  const main = 'io.github.apexdevtools.apexls.CheckForIssues'
  const { status, stdout, stderr, error } = spawnSync(
    'java',
    ['-cp', jars, main, '-n', '-d', 'warnings', '-w', folder],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
  )
  const problems = problemsIn(stdout, folder)
  // 4: it found problems. Anything else it could not do its work.
  if (error || (status !== 0 && status !== 4))
    throw new Error(`The checker of Apex failed (${String(status)}): ${stderr || stdout}`, { cause: error })
  return problems
}

/** Its output: a path on a line of its own, then a line a problem. */
function problemsIn(output: string, folder: string): Problem[] {
  const problems: Problem[] = []
  let file = ''
  for (const line of output.split('\n')) {
    const found = /^(?:Error|Missing|Syntax|Warning|Unused): line (\d+) [^:]*: (.*)$/.exec(line)
    if (!found) file = line.trim() === '' ? file : relative(folder, line.trim())
    else if (!lacking.some((gap) => gap.test(line)))
      problems.push({ file, line: Number(found[1]), message: found[2] ?? '' })
  }
  return problems
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && javaIsThere('check:apex')) {
  const project = process.argv[2] ?? '.'
  report('check:apex', project, apexProblems(project), 'classes, pages and labels')
}
