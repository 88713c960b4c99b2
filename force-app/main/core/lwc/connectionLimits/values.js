/**
 * @import { Rules } from '../../../../../middleware/routes/api/contract/work.ts'
 * @typedef {Record<string, string>} Values what the boxes hold, by the path that the middleware names each by
 */

/** @type {(keyof Rules['rails'])[]} */
export const rails = ['deletes', 'blanks', 'owners']

/** 0.07 × 100 is not 7 in a machine's numbers; rounding makes it so. @param {number} share */
const percentOf = (share) => String(Number((share * 100).toFixed(6)))
/** @param {string} percent */
const shareOf = (percent) => Number((Number(percent) / 100).toFixed(8))
/** `2:00` is taken from files too; the box wants two digits. @param {string | undefined} time */
const timeOf = (time) => time?.padStart(5, '0') ?? ''

/**
 * The limits as the boxes show them.
 * @param {Rules} rules
 * @returns {Values}
 */
export function valuesOf(rules) {
  const { cap, reserve, zone, quiet, approve } = rules
  return {
    cap: cap === null ? '' : String(cap),
    reserve: percentOf(reserve),
    zone,
    'quiet.from': timeOf(quiet?.from),
    'quiet.to': timeOf(quiet?.to),
    approve,
    ...Object.fromEntries(
      rails.flatMap((name) => [
        [`rails.${name}.most`, String(rules.rails[name].most)],
        [`rails.${name}.share`, percentOf(rules.rails[name].share)]
      ])
    )
  }
}

/**
 * The rules with what was typed; everything else, the schedules too, exactly as it was.
 * @param {Rules} rules
 * @param {Values} draft
 * @returns {Rules}
 */
export function rulesWith(rules, draft) {
  const typed = (path) => path in draft
  const share = (path, was) => (typed(path) ? shareOf(draft[path]) : was)
  const rail = (name) => ({
    most: typed(`rails.${name}.most`) ? Number(draft[`rails.${name}.most`]) : rules.rails[name].most,
    share: share(`rails.${name}.share`, rules.rails[name].share)
  })
  const { 'quiet.from': from, 'quiet.to': to } = { ...valuesOf(rules), ...draft }
  const quiet = from === '' ? null : { from, to }
  const cap = typed('cap') ? draft.cap : null
  return {
    ...rules,
    cap: cap === null ? rules.cap : cap === '' ? null : Number(cap),
    reserve: share('reserve', rules.reserve),
    zone: draft.zone ?? rules.zone,
    quiet: typed('quiet.from') || typed('quiet.to') ? quiet : rules.quiet,
    approve: typed('approve') ? (draft.approve === 'none' ? 'none' : 'plan') : rules.approve,
    rails: { deletes: rail('deletes'), blanks: rail('blanks'), owners: rail('owners') }
  }
}

/**
 * The same value, however it is written: 20 and 20.0.
 * @param {string} one
 * @param {string} other
 */
export const same = (one, other) =>
  one === other || (one !== '' && other !== '' && Number(one) === Number(other))

/** How many digits stand after the point. @param {string} number */
export const digitsOf = (number) => Math.min(6, number.split('.')[1]?.length ?? 0)
