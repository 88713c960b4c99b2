import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../middleware/console/sources.ts'

export interface Bundle {
  readonly name: string
  readonly file: string
  /** False of modules that only hold functions. */
  readonly component: boolean
}

/** Every Lightning Web Component of the package, whatever its feature folder. */
export const bundles = (): Bundle[] =>
  globSync('force-app/main/*/lwc/*/', { cwd: root })
    .map((folder) => ({ folder: join(root, folder), name: basename(folder) }))
    .map(({ folder, name }) => ({ name, file: join(folder, `${name}.js`) }))
    .filter(({ file }) => existsSync(file))
    .map((bundle) => ({
      ...bundle,
      component: readFileSync(bundle.file, 'utf8').includes('LightningElement')
    }))
    .sort((one, other) => one.name.localeCompare(other.name))
