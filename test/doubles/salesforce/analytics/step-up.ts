import { uncertainRefusal } from '../errors.ts'
import type { Switches } from '../switches.ts'

/**
 * Since July 2026 reports want a session of higher assurance, which no API login gives; on by default [V].
 */
export function refuseStepUp({ reportStepUp }: Pick<Switches, 'reportStepUp'>): void {
  if (reportStepUp) throw uncertainRefusal('reportStepUp')
}
