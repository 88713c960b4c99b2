import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { root } from '../../middleware/console/sources.ts'

export interface Assets {
  /** Address of the sprite of each family of icons. */
  readonly sprites: Readonly<Record<string, string>>
  readonly sizes: readonly string[]
}

const design = join(root, 'node_modules/@salesforce-ux/design-system/assets')
const families = ['action', 'custom', 'doctype', 'standard', 'utility']
/** What comes from others travels with its terms. */
const notices = [
  'node_modules/lightning-base-components/LICENSE.txt',
  'node_modules/lwc/LICENSE.md',
  'node_modules/@salesforce-ux/design-system/scss/License-for-Sass.txt',
  'node_modules/@salesforce-ux/design-system/assets/icons/License-for-icons.txt'
]

/** Writes the page and what it loads: every name holds a hash of its content, beside each lies its compressed form. */
export async function writeAssets(
  web: string,
  folder: string,
  bundle: (sprites: Assets['sprites']) => Promise<string>
): Promise<Assets> {
  mkdirSync(folder, { recursive: true })
  const sizes: string[] = []
  const add = async (name: string, content: Buffer | string): Promise<string> => {
    const body = Buffer.from(content)
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
    const file = `${basename(name, extname(name))}-${hash}${extname(name)}`
    const [br, gz] = await Promise.all([brotli(body), zipped(body, { level: 9 })])
    writeFileSync(join(folder, file), body)
    writeFileSync(join(folder, `${file}.br`), br)
    writeFileSync(join(folder, `${file}.gz`), gz)
    sizes.push(`${file.padEnd(48)} ${kilo(body)}  gzip ${kilo(gz)}  brotli ${kilo(br)}`)
    return `/console/assets/${file}`
  }

  const icons = families.map(async (family) => {
    const sprite = readFileSync(join(design, `icons/${family}-sprite/svg/symbols.svg`))
    return [family, await add(`${family}.svg`, sprite)] as const
  })
  const sprites = Object.fromEntries(await Promise.all(icons))
  const [code, slds] = await Promise.all([bundle(sprites), designSystem(add)])
  const html = readFileSync(join(web, 'index.html'), 'utf8')
    .replace('{main}', await add('console.js', code))
    .replace('{slds}', slds)
    .replace('{shell}', await add('shell.css', readFileSync(join(web, 'shell.css'))))
    .replace('{icon}', await add('favicon.svg', readFileSync(join(web, 'favicon.svg'))))
    .replace('{notices}', await add('notices.txt', notices.map((path) => readFileSync(join(root, path), 'utf8')).join('\n\n'))) // prettier-ignore
  writeFileSync(join(folder, '..', 'index.html'), html)
  return { sprites, sizes }
}

/** The design system's style sheet; of its pictures, which the console shows none of, nothing is asked for. */
const designSystem = (add: (name: string, content: string) => Promise<string>): Promise<string> =>
  add(
    'slds.css',
    readFileSync(join(design, 'styles/salesforce-lightning-design-system.min.css'), 'utf8').replace(
      /url\((['"]?)\.\.\/images\/[^)]*\1\)/g,
      'none'
    )
  )

const brotli = promisify((body: Buffer, done: (error: Error | null, out: Buffer) => void) =>
  brotliCompress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }, done)
)
const zipped = promisify(gzip)
const kilo = (body: Buffer): string => `${(body.length / 1000).toFixed(1).padStart(7)} kB`
