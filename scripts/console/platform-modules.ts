import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'
import { root } from '../../middleware/console/sources.ts'
import { bundles } from './bundles.ts'
import { customLabels } from './labels.ts'
import { pageLayouts } from './layouts.ts'
import type { Assets } from './assets.ts'

export interface PlatformOptions {
  readonly web: string
  readonly sprites: Assets['sprites']
}

const VIRTUAL = '\0platform:'
const ours = /^@salesforce\/(?:apex|schema|user|customPermission|userPermission|resourceUrl)(?:\/|$)/
/** Said by the browser; the rest of the locale's data is as the base components have it. */
const spoken =
  /^@salesforce\/i18n\/(?:locale|lang|timeZone|firstDayOfWeek|dateTime\.\w+|number\.(?:decimal|grouping)Separator|number\.minusSign)$/

/** What a component imports from the platform, and what the shell asks of the package's metadata. */
export function platformModules({ web, sprites }: PlatformOptions): Plugin {
  const labels = customLabels()
  const theirs = baseLabels(web)
  const stub = (name: string) => JSON.stringify(join(web, 'stubs', `${name}.js`))
  const exported = (value: unknown) => `export default ${JSON.stringify(value)}`

  /** Modules of the console's own. */
  const own: Record<string, () => string> = {
    'bothways:screens': screens,
    'bothways:labels': () => exported(labels),
    'bothways:layouts': () => exported(pageLayouts()),
    'bothways:sprites': () =>
      `const sprites = ${JSON.stringify(sprites)}\nexport const spriteOf = (family) => sprites[family] ?? ''`
  }
  /** Modules of the platform, by their family. */
  const platform: Record<string, (what: string) => string> = {
    apex: (what) =>
      what === ''
        ? `export { refreshApex } from ${stub('apex')}`
        : `import { method } from ${stub('apex')}\nexport default method(${JSON.stringify(what)})`,
    schema: (what) => {
      const [objectApiName, ...field] = what.split('.')
      return exported(
        field.length === 0 ? { objectApiName } : { objectApiName, fieldApiName: field.join('.') }
      )
    },
    user: (what) => exported(what === 'isGuest' ? false : undefined),
    // Whoever is signed in to the console may do everything; the API decides in any case.
    customPermission: () => exported(true),
    userPermission: () => exported(true),
    resourceUrl: () => exported(''),
    i18n: (what) => `import { i18n } from ${stub('i18n')}\nexport default i18n(${JSON.stringify(what)})`
  }

  return {
    name: 'platform-modules',
    resolveId(id) {
      if (id.replace(/^@salesforce\/label\//, '') in theirs) return VIRTUAL + id
      if (id in own || ours.test(id) || spoken.test(id) || id.startsWith('@salesforce/label/c.'))
        return VIRTUAL + id
      return null
    },
    load(id) {
      if (!id.startsWith(VIRTUAL)) return null
      const name = id.slice(VIRTUAL.length)
      const make = own[name]
      if (make !== undefined) return make()
      const [, family = '', ...rest] = name.split('/')
      const translated = theirs[rest.join('/')]
      if (family === 'label' && translated !== undefined)
        return `import { ofLanguage } from ${stub('labels')}\nexport default ofLanguage(${JSON.stringify(translated)})`
      if (family !== 'label') return platform[family]?.(rest.join('/')) ?? null
      const label = rest.join('/').replace(/^c\./, '')
      if (labels['en']?.[label] === undefined) this.error(`There is no custom label ${label}.`)
      return `import { label } from ${stub('labels')}\nexport default label(${JSON.stringify(label)})`
    }
  }
}

/** The base components' own words, which come in English only, with what is translated of them. */
function baseLabels(web: string): Record<string, { readonly en: string; readonly pl: string }> {
  const polish = JSON.parse(readFileSync(join(web, 'base-labels.pl.json'), 'utf8')) as Record<string, string>
  const folder = join(root, 'node_modules/lightning-base-components/scopedImports')
  const pairs = Object.entries(polish).map(([name, pl]) => {
    const said = /export default (".*");?\s*$/.exec(
      readFileSync(join(folder, `@salesforce-label-${name}.js`), 'utf8')
    )
    return [name, { en: JSON.parse(said?.[1] ?? '""') as string, pl }] as const
  })
  return Object.fromEntries(pairs)
}

/** Every component of the package, by its name. */
function screens(): string {
  const components = bundles().filter(({ component }) => component)
  const imports = components.map(({ name }, i) => `import screen${i} from 'c/${name}'`)
  return `${imports.join('\n')}\nexport default { ${components.map(({ name }, i) => `${name}: screen${i}`).join(', ')} }`
}
