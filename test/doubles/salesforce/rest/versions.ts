import { notFound, uncertainRefusal } from '../errors.ts'
import type { Switches } from '../switches.ts'

/** 31.0 (Summer '14) to 68.0 (Winter '27): what an org of November 2026 offers; 30.0 and older are retired [V]. */
const oldest = 31
const newest = 68

/** Is a version such as 62 served at all: the switch moves the floor. */
export const isServed = (version: number, { oldestVersion }: Switches): boolean =>
  version >= oldestVersion && version <= newest

const seasons = ['Summer', 'Winter', 'Spring']

const all = Array.from({ length: newest - oldest + 1 }, (_, i) => {
  const version = `${oldest + i}.0`
  return {
    label: `${seasons[i % 3] ?? ''} '${14 + Math.floor((i + 2) / 3)}`,
    url: `/services/data/v${version}`,
    version
  }
})

export const versionsOf = (switches: Switches) =>
  all.filter(({ version }) => isServed(Number(version), switches))

/** `62.0` from `v62.0`; refuses retired and unknown versions. */
export function checkVersion(segment: string, switches: Switches): string {
  const version = /^v(\d+)\.0$/i.exec(segment)?.[1]
  const number = Number(version)
  if (version === undefined || number > newest || number === 0) throw notFound()
  if (!isServed(number, switches)) {
    throw uncertainRefusal('versionRetired', { version: number })
  }
  return `${number}.0`
}
