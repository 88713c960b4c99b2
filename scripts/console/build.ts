import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { fingerprint, root } from '../../middleware/console/sources.ts'
import { lwcPlugin } from './component-cache.ts'
import { writeAssets, type Assets } from './assets.ts'
import { browserPatches } from './patches.ts'
import { platformModules } from './platform-modules.ts'

export interface Built {
  readonly folder: string
  readonly sizes: readonly string[]
  readonly seconds: number
}

const web = join(root, 'middleware/console/web')
/** Older builds that stay: another node or an open page may still use them. */
const KEPT = 3

/** Builds the console for the sources as they are; the folder appears whole, or not at all. */
export async function buildConsole(out = join(root, 'node_modules/.cache/console')): Promise<Built> {
  const begun = performance.now()
  mkdirSync(out, { recursive: true })
  const folder = join(out, fingerprint())
  const unfinished = `${folder}.${process.pid}`
  try {
    const assets = await writeAssets(web, join(unfinished, 'assets'), bundled)
    publish(unfinished, folder)
    prune(out)
    return { folder, sizes: assets.sizes, seconds: (performance.now() - begun) / 1000 }
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** The program: every component, ours and the platform's, in one file. */
async function bundled(sprites: Assets['sprites']): Promise<string> {
  const bundle = await rolldown({
    input: join(web, 'main.js'),
    platform: 'browser',
    moduleTypes: { '.html': 'js', '.css': 'js' },
    transform: { define: { 'process.env.NODE_ENV': '"production"', 'import.meta.env.SSR': 'false' } },
    onLog: (level, log, say) => {
      const where = [log.id, ...(log.ids ?? []), log.message].join(' ')
      if (!where.includes('node_modules/')) say(level, log)
    },
    checks: { bundlerTimings: false },
    plugins: [platformModules({ web, sprites }), browserPatches(), lwcPlugin(web)]
  })
  const { output } = await bundle.generate({ format: 'es', minify: true, codeSplitting: false })
  await bundle.close()
  return output[0].code
}

/** Another node may have built the same meanwhile, and may be serving it: then its build stays. */
function publish(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(join(folder, 'index.html'))) throw error
  }
}

function prune(out: string): void {
  const builds = readdirSync(out)
    .map((name) => join(out, name))
    .filter((path) => existsSync(join(path, 'index.html')))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)
  for (const path of builds.slice(KEPT)) rmSync(path, { recursive: true, force: true })
}
