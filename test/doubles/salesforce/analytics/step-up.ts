import { ApiError } from '../errors.ts'
import type { Switches } from '../switches.ts'

/**
 * Since July 2026 reports want a session of higher assurance, which no API login gives; on by default [V]. Status
 * and text were seen by others [S], the code is [U].
 */
export function refuseStepUp({ reportStepUp }: Pick<Switches, 'reportStepUp'>): void {
  if (reportStepUp) throw new ApiError(403, 'FORBIDDEN', 'High assurance session required')
}
