import { createRequire } from 'node:module'
import { relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Core from '@salesforce/code-analyzer-core'
import { ownProblems } from './check-security-own.ts'
import { javaIsThere } from './java.ts'
import { report, Source } from './salesforce-source.ts'
import type { Problem } from './salesforce-source.ts'

const require = createRequire(import.meta.url)
const engines = ['pmd', 'regex', 'retirejs', 'sfge']
/** What the AppExchange review asks for, and the data flow engine's own. */
const selectors = ['AppExchange', 'Recommended:Security', 'sfge:Recommended']
/** 1 critical, 2 high, 3 moderate. */
const worst = 3

/** Finds that are meant, each with why. */
const meant: readonly { readonly rule: string; readonly file: RegExp; readonly why: string }[] = []

/** What the engines of Salesforce's Code Analyzer find in a folder. `sfge` wants whole projects and most of the time. */
export async function engineProblems(root: string): Promise<{ problems: Problem[]; rules: number }> {
  const core = require('@salesforce/code-analyzer-core') as typeof Core
  const analyzer = new core.CodeAnalyzer(core.CodeAnalyzerConfig.fromObject({}))
  const failures: string[] = []
  const failed = (event: Core.LogEvent | Core.EngineLogEvent) => {
    if (event.logLevel === core.LogLevel.Error) failures.push(event.message)
  }
  analyzer.onEvent(core.EventType.LogEvent, failed)
  analyzer.onEvent(core.EventType.EngineLogEvent, failed)
  for (const name of engines) {
    const plugin = require(`@salesforce/code-analyzer-${name}-engine`) as { createEnginePlugin: () => never }
    await analyzer.addEnginePlugin(plugin.createEnginePlugin())
  }
  const workspace = await analyzer.createWorkspace([resolve(root)])
  const rules = await analyzer.selectRules(selectors, { workspace })
  const results = await analyzer.run(rules, { workspace })
  if (failures.length > 0) throw new Error(`The code analyzer failed: ${failures.join('; ')}`)
  const problems = results.getViolations().flatMap((violation) => {
    const rule = violation.getRule()
    const place = violation.getPrimaryLocation()
    const file = relative(resolve(root), place.getFile() ?? '')
    const level: number = rule.getSeverityLevel()
    if (level > worst) return []
    if (meant.some((each) => each.rule === rule.getName() && each.file.test(file))) return []
    const message = `${rule.getEngineName()} ${rule.getName()}: ${violation.getMessage()}`
    return [{ file, line: place.getStartLine() ?? 1, message }]
  })
  return { problems, rules: rules.getCount() }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const source = new Source(process.argv[2] ?? 'force-app')
  report('check:security', source.root, ownProblems(source), `own rules, ${source.files.length} files`)
  if (javaIsThere('check:security (engines)')) {
    const { problems, rules } = await engineProblems(source.root)
    report('check:security', source.root, problems, `${rules} rules of the engines ${engines.join(', ')}`)
  }
}
