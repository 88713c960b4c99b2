import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const files = globSync('middleware/**/*.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .sort()
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** What a file imports: package names as they are, files as paths from the project's root. `types`: nothing of it is left at run time. */
function importsOf(path: string): { target: string; types: boolean }[] {
  const found = textOf(path).matchAll(/^(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'/gm)
  return [...found].map(([, type, spec = '']) => ({
    target: spec.startsWith('.') ? normalize(join(dirname(path), spec)) : spec,
    types: type !== undefined
  }))
}

/** Who may use what: the pattern of a package or folder, and the files that may. */
const rules: readonly { readonly what: RegExp; readonly who: RegExp; readonly why: string }[] = [
  {
    what: /^(pg|kysely|pg-copy-streams)(\/|$)/,
    who: /^middleware\/database\//,
    why: 'only database/ talks to PostgreSQL'
  },
  {
    what: /^express$/,
    who: /^middleware\/(routes\/|guards\/|app\.ts)/,
    why: 'only routes, guards and the route table know express'
  },
  { what: /^jsforce$/, who: /^middleware\/salesforce\//, why: 'only salesforce/ talks to Salesforce' },
  {
    what: /^undici$/,
    who: /^middleware\/guards\/outbound\.ts$/,
    why: 'where requests may go is decided once'
  },
  { what: /^pg-boss$/, who: /^middleware\/sync\/wake\.ts$/, why: 'jobs only wake' },
  { what: /^libphonenumber-js/, who: /^middleware\/sync\/phone\.ts$/, why: 'numbers are read in one place' },
  { what: /^fflate$/, who: /^middleware\/salesforce\/metadata-xml\.ts$/, why: 'zips are made in one place' },
  {
    what: /^middleware\/setup\//,
    who: /^middleware\/(setup\/|routes\/|main\.ts)/,
    why: 'set-up is led by people, never by the sync'
  },
  { what: /^(test|scripts)\//, who: /^$/, why: 'the service knows no doubles' },
  {
    what: /^middleware\/main\.ts$/,
    who: /^middleware\/cli\//,
    why: 'nothing but the command line is above what wires'
  },
  {
    what: /^middleware\/(routes|app|api-dependencies)/,
    who: /^middleware\/(routes\/|app\.ts|api-dependencies\.ts|main\.ts)/,
    why: 'routes are the outermost layer'
  }
]

/** Decide only: no database, network, files, clock or chance. */
const pure = [
  'address',
  'answers',
  'budget',
  'canon-text',
  'canonical',
  'change',
  'code-words',
  'conclude',
  'consent',
  'consent-event',
  'consent-seen',
  'consent-send',
  'consent-lines',
  'consent-words',
  'convert',
  'cost',
  'criterion',
  'criterion-sql',
  'decide-gone',
  'drift',
  'flip-flop',
  'flow',
  'fold',
  'forecast',
  'gaps',
  'guard',
  'held',
  'join',
  'landed',
  'lanes',
  'line-issues',
  'mapping',
  'moved',
  'match',
  'merge',
  'merge-consent',
  'operation',
  'pair',
  'per-pair',
  'phone',
  'plan',
  'plan-approval',
  'plan-consent',
  'plan-line',
  'plan-lines',
  'plan-new',
  'plan-rows',
  'preflight',
  'quota',
  'report-buckets',
  'retry',
  'schedule',
  'settle',
  'suggest',
  'undo',
  'url-key',
  'value-map',
  'zone'
]

/** Knows how phone numbers are written, and nothing else. */
const numbers = 'libphonenumber-js/min'

test('every import goes where the layers allow', () => {
  const faults: string[] = []
  for (const path of files)
    for (const { target } of importsOf(path))
      for (const { what, who, why } of rules)
        if (what.test(target) && !who.test(path)) faults.push(`${path} imports ${target}: ${why}`)
  expect(faults).toEqual([])
})

test('a connector imports its contract, the decoders, cryptography and its own folder, and nothing else', () => {
  const faults: string[] = []
  for (const path of files.filter((one) => /^middleware\/connectors\/[^/]+\//.test(one))) {
    const own = path.split('/').slice(0, 3).join('/')
    const may = (target: string) =>
      target === 'middleware/connectors/connector.ts' ||
      target === 'middleware/connectors/pair-spec.ts' ||
      target === 'middleware/connectors/decode.ts' ||
      target === 'node:crypto' ||
      target.startsWith(`${own}/`)
    for (const { target } of importsOf(path)) if (!may(target)) faults.push(`${path} imports ${target}`)
    if (/process\.|setTimeout|Date\.now|new Date\(\)|[^.]\bfetch\(/.test(textOf(path)))
      faults.push(`${path} reaches outside its context`)
  }
  expect(faults).toEqual([])
})

test('what decides is pure', () => {
  const faults: string[] = []
  for (const name of pure) {
    const path = `middleware/sync/${name}.ts`
    for (const { target, types } of importsOf(path)) {
      const mayRun = target === numbers || pure.some((one) => target === `middleware/sync/${one}.ts`)
      if (!types && !mayRun) faults.push(`${path} imports ${target}`)
    }
    if (/Date\.now|new Date\(\)|Math\.random|process\.|setTimeout|await /.test(textOf(path)))
      faults.push(`${path} acts`)
  }
  expect(faults).toEqual([])
})

test('only config.ts reads the environment', () => {
  expect(
    files.filter((path) => path !== 'middleware/config.ts' && /process\.env/.test(textOf(path)))
  ).toEqual([])
})

test('no cycles among files at run time', () => {
  const edges = new Map(
    files.map((path) => [
      path,
      importsOf(path)
        .filter((one) => !one.types && one.target.endsWith('.ts'))
        .map((one) => one.target)
    ])
  )
  const done = new Set<string>()
  const walk = (path: string, above: readonly string[]): string[] | null => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path]
    if (done.has(path)) return null
    for (const next of edges.get(path) ?? []) {
      const cycle = walk(next, [...above, path])
      if (cycle !== null) return cycle
    }
    done.add(path)
    return null
  }
  expect(files.map((path) => walk(path, [])).filter((cycle) => cycle !== null)).toEqual([])
})

test('files stay small: none over 250 lines, the five of the main flow under 160', () => {
  const lines = (path: string) => textOf(path).split('\n').length
  expect(files.filter((path) => lines(path) > 250)).toEqual([])
  const flow = [
    'app.ts',
    'routes/outbound-messages.ts',
    'database/inbox.ts',
    'sync/run.ts',
    'connectors/salesmanago/connector.ts'
  ]
  expect(flow.map((path) => `middleware/${path}`).filter((path) => lines(path) >= 160)).toEqual([])
})

test('no way round the type checker in the service', () => {
  const faults = files.filter((path) =>
    /:\s*any\b|\bas any\b|@ts-(?:ignore|nocheck|expect-error)|[\w)\]]!(?:\.|\[|\)|;|,|\s*$)/m.test(
      textOf(path).replace(/'[^'\n]*'|`[^`]*`|\/\/.*|\/\*[\s\S]*?\*\//g, '')
    )
  )
  expect(faults).toEqual([])
})
