import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import lwc, { type RollupLwcOptions } from '@lwc/rollup-plugin'
import type { Plugin } from 'rolldown'
import { root } from '../../middleware/console/sources.ts'
import { bundles } from './bundles.ts'

const stubs = ['platformShowToastEvent', 'uiRecordApi', 'actions', 'refresh']
const icons = ['Action', 'Custom', 'Doctype', 'Standard', 'Utility'].flatMap((family) => [
  family,
  `${family}Rtl`
])

// Its types say CommonJS, its code is a module.
const compiler = lwc as unknown as (options: RollupLwcOptions) => Plugin

const options = (web: string): RollupLwcOptions => ({
  rootDir: join(web, 'modules'),
  enableDynamicComponents: true,
  // Without it a combobox asks for element internals that synthetic shadow does not give.
  enableSyntheticElementInternals: true
})

/** The compiler of components; what it made of the base components is kept on disk, since only ours change. */
export function lwcPlugin(web: string): Plugin {
  const stub = (file: string) => join(web, 'stubs', `${file}.js`)
  const plugin = compiler({
    ...options(web),
    modules: [
      ...bundles().map(({ name, file }) => ({ name: `c/${name}`, path: file })),
      ...stubs.map((name) => ({ name: `lightning/${name}`, path: stub(name) })),
      { name: 'force/navigation', path: stub('navigation') },
      // Icons come from the design system's sprites, not from 3,400 compiled templates.
      ...icons.map((name) => ({ name: `lightning/iconSvgTemplates${name}`, path: stub('no-icons') })),
      { npm: 'lightning-base-components' }
    ]
  })
  return cached(plugin, JSON.stringify(options(web)))
}

function cached(plugin: Plugin, salt: string): Plugin {
  const folder = join(root, 'node_modules/.cache/lwc')
  const { version } = createRequire(import.meta.url)('@lwc/rollup-plugin/package.json') as { version: string }
  const compile = plugin.transform
  if (typeof compile !== 'function') throw new Error('The compiler of components has no transform any more.')
  return {
    ...plugin,
    async transform(code, id, meta) {
      if (!id.includes('/node_modules/')) return compile.call(this, code, id, meta)
      const key = createHash('sha256').update(`${version}\0${salt}\0${id.split('/node_modules/').at(-1) ?? ''}\0${code}`) // prettier-ignore
      const file = join(folder, `${key.digest('hex')}.js`)
      const known = readIfThere(file)
      if (known !== null) return { code: known, map: null }
      const compiled = await compile.call(this, code, id, meta)
      if (typeof compiled === 'object' && compiled !== null && typeof compiled.code === 'string')
        keep(folder, file, compiled.code)
      return compiled
    }
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all: two builds may run at once. A folder that can't be written costs time, not the build. */
function keep(folder: string, file: string, code: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${file}.${process.pid}`, code)
    renameSync(`${file}.${process.pid}`, file)
  } catch {
    return
  }
}
