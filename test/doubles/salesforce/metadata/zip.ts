import { unzipSync, zipSync } from 'fflate'
import type { Files } from './component.ts'

/** The files of an archive by path, folders left out. Throws when it is no zip. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  return new Map(Object.entries(unzipSync(bytes)).filter(([path]) => !path.endsWith('/')))
}

export const writeZip = (files: Files): Uint8Array => zipSync(Object.fromEntries(files), { level: 6 })
