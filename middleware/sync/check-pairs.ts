import type { Connector, PairSpec, Side } from '../connectors/connector.ts'
import type { StoredPair } from '../database/connections.ts'
import { reportIdOf } from '../salesforce/report-address.ts'
import { needsZone } from './convert.ts'
import { asKept, fillerOf, typeOf } from './mapping.ts'
import { isConsent } from './merge-consent.ts'
import type { NamedSpec } from './names.ts'
import { createPair, MappingError, type Line, type Pair } from './pair.ts'
import { isCountry } from './phone.ts'
import { isZone } from './zone.ts'

/**
 * Joins a mapping with the connector's declaration, and refuses what no record could ever be mapped by. Throws
 * `MappingError`; its message names the line and the next step.
 */
export function createPairs(
  stored: readonly (Pick<StoredPair, 'pairId' | 'rev' | 'spec'> & Partial<NamedSpec>)[],
  connector: Pick<Connector, 'objects'>
): Pair[] {
  const pairs = stored.map(({ pairId, rev, spec, absent }) =>
    createPair(pairId, rev, spec, connector.objects[spec.external], absent)
  )
  for (const [at, pair] of pairs.entries()) {
    for (const line of pair.lines) {
      const fault = faultOf(line) ?? orderFault(line, pairs, at)
      if (fault !== null) throw new MappingError(`${pair.spec.name}, line "${line.name}": ${fault}`)
    }
    const unusable = reportFault(pair.spec)
    if (unusable !== null) throw new MappingError(`${pair.spec.name}, ${unusable}`)
    const foreign = pair.spec.match.flatMap((rule) => rule.keys).find(({ country }) => isNoCountry(country))
    if (foreign !== undefined)
      throw new MappingError(
        `${pair.spec.name}, match by "${foreign.external}": ${noCountry(foreign.country)}`
      )
  }
  return pairs
}

function faultOf(line: Line): string | null {
  const { spec } = line
  if (spec.zone !== undefined && !isZone(spec.zone))
    return `there is no time zone "${spec.zone}". Give its name in the IANA database, like Europe/Warsaw.`
  if (isNoCountry(spec.country)) return noCountry(spec.country)
  if (spec.zone === undefined && needsZone(typeOf(line, 'salesforce'), typeOf(line, 'external')))
    return 'one side keeps a day and the other a time. Say in which time zone the day is, like Europe/Warsaw.'
  if (spec.values !== undefined && isConsent(line))
    return 'consent is yes or no on both sides and takes no list of values. Remove the list.'
  const path = spec.salesforce.find((name) => name.includes('.') || name === 'Id')
  if (path !== undefined && spec.direction !== 'toExternal')
    return `${path} can only be read. Let the line flow to the external system alone, or map a field of the record itself.`
  return fillerFault(line, 'external') ?? fillerFault(line, 'salesforce')
}

function reportFault({ report }: PairSpec): string | null {
  if (report === undefined) return null
  const { id, by = 'query', column, zone } = report
  if (typeof id !== 'string' || reportIdOf(id) === null)
    return `report.id: ${JSON.stringify(id)} is no report. Give its id, which begins with 00O, or copy the address of its page.`
  if (!['query', 'export'].includes(by)) return `report.by: there is no way "${by}". Choose query or export.`
  if (column !== undefined && by !== 'export')
    return 'report.column: only an export has columns. Leave it out, or choose export.'
  if (zone !== undefined && !isZone(zone))
    return `report.zone: there is no time zone "${zone}". Give its name in the IANA database, like Europe/Warsaw.`
  return null
}

/** What stands in for a blank has to fit, and to stay what it is: otherwise it would come back as data. */
function fillerFault(line: Line, side: Side): string | null {
  const filler = fillerOf(line, side)
  if (filler === null) return null
  const place = side === 'external' ? line.name : line.spec.salesforce.join(' + ')
  if ('bad' in filler) return `what is to stand in for a blank in ${place} ${filler.bad}. Give another value.`
  const { maxLength } = line.field
  if (side === 'external' && maxLength !== undefined && (filler.ok?.length ?? 0) > maxLength)
    return `what is to stand in for a blank in ${place} is longer than ${maxLength} characters. Give a shorter one.`
  const kept = side === 'external' ? asKept(line, filler.ok) : filler.ok
  return kept === null
    ? `what is to stand in for a blank in ${place} is blank there. Give another value.`
    : null
}

/** Parents come before children in every pass, so they stand before them. */
function orderFault({ spec }: Line, pairs: readonly Pair[], at: number): string | null {
  if (spec.reference === undefined) return null
  const { pair } = spec.reference
  const place = pairs.findIndex((one) => one.spec.name === pair)
  if (place === -1) return `it refers to the pair "${pair}", which there is not. Name one of: ${pairs.map((one) => one.spec.name).join(', ')}.` // prettier-ignore
  return place > at ? `its parent's pair "${pair}" stands behind it. Move that one to the front.` : null
}

const isNoCountry = (country: string | undefined) => country !== undefined && !isCountry(country)
const noCountry = (country = '') =>
  `there is no country "${country}". Give its two letters of ISO 3166, like PL.`
