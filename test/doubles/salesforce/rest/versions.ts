import { ApiError, notFound } from '../errors.ts'

/** 31.0 (Summer '14) to 68.0 (Winter '27): what an org of November 2026 offers; 30.0 and older are retired [V]. */
const oldest = 31
const newest = 68
const seasons = ['Summer', 'Winter', 'Spring']

export const versions = Array.from({ length: newest - oldest + 1 }, (_, i) => {
  const version = `${oldest + i}.0`
  return {
    label: `${seasons[i % 3] ?? ''} '${14 + Math.floor((i + 2) / 3)}`,
    url: `/services/data/v${version}`,
    version
  }
})

/** `62.0` from `v62.0`; refuses retired and unknown versions. */
export function checkVersion(segment: string): string {
  const version = /^v(\d+)\.0$/i.exec(segment)?.[1]
  const number = Number(version)
  if (version === undefined || number > newest || number === 0) throw notFound()
  if (number < oldest) {
    const message = `The requested API version v${number}.0 is retired and no longer supported`
    throw new ApiError(410, 'GONE', message) // status [V], wording [K]
  }
  return `${number}.0`
}
