import type { Side } from '../connectors/connector.ts'
import type { RecordStory, StoryEvent } from '../database/explain.ts'
import type { RunCause } from '../database/runs.ts'
import type { Canonical } from './canonical.ts'
import { linkStates, madeIn } from './change.ts'
import type { Line, Pair } from './pair.ts'
import { fieldAt, quoted } from './line-issues.ts'

/** Why a record is as it is, in words, with what they are made of. */
export interface Explanation {
  /** How the two records came together, and what became of that since; oldest first. */
  readonly life: readonly Step[]
  readonly lines: readonly LineExplanation[]
}
export interface LineExplanation extends Readonly<Record<Side, Canonical>> {
  readonly line: string
  /** The Salesforce field, and the external one, by the names they go by there. */
  readonly fields: Readonly<Record<Side, string>>
  /** Why it holds what it does now. */
  readonly because: string
  /** All that led there, oldest first. */
  readonly steps: readonly Step[]
}
export interface Step {
  /** ISO instant; null of how things stand now. */
  readonly at: string | null
  readonly what: string
  readonly runId: number | null
}

/**
 * @param pair as it is mapped now; values of a link that was merged by an older revision are not told
 * @param label the external system's name
 */
export function explain(pair: Pair, label: string, story: RecordStory): Explanation {
  const words: Words = { pair, label }
  const known = story.link.rev === pair.rev
  return {
    life: [
      // What ended a link comes before what took its place in the same moment.
      ...[
        ...story.events
          .filter((one) => one.line === '' && one.kind !== 'linked')
          .map((one) => step(one, lifeOf(words, one))),
        ...[...story.earlier, story.link].map((link) => begin(words, link, story.events))
      ].sort((one, other) => (one.at ?? '').localeCompare(other.at ?? '')),
      ...now(words, story)
    ],
    lines: pair.lines.map((line, index) => {
      const own = story.events.filter((one) => one.line === line.name)
      const held = {
        salesforce: (known ? story.salesforce[index] : undefined) ?? null,
        external: (known ? story.external[index] : undefined) ?? null
      }
      return {
        line: line.name,
        fields: { salesforce: fieldAt(line, 'salesforce'), external: fieldAt(line, 'external') },
        ...held,
        because: known ? because(words, line, held, own, story) : `Nothing is known of it yet: the mapping was changed, and the two are compared with the next change.`, // prettier-ignore
        steps: own.map((one) => step(one, lineStep(words, one)))
      }
    })
  }
}

interface Words {
  readonly pair: Pair
  readonly label: string
}

const step = ({ at, runId }: StoryEvent, what: string): Step => ({ at: at.toISOString(), what, runId })

const placeOf = ({ label }: Words, side: Side) => (side === 'salesforce' ? 'Salesforce' : label)
const across = (side: Side): Side => (side === 'salesforce' ? 'external' : 'salesforce')

function because(
  words: Words,
  line: Line,
  held: Readonly<Record<Side, Canonical>>,
  own: readonly StoryEvent[],
  { link }: RecordStory
): string {
  const is = `${fieldAt(line, 'salesforce')} is ${quoted(held.salesforce)} in Salesforce and ${fieldAt(line, 'external')} is ${quoted(held.external)} in ${words.label}`
  const last = own.findLast((one) => one.kind === 'written')
  if (last === undefined)
    return held.salesforce === null && held.external === null
      ? `${is}: it was never filled in since they were linked.`
      : `${is}: it was so when the two were linked on ${time(link.createdAt)}, and nothing was written since.`
  const from = across(last.side)
  const changed = last.sourceAt === null ? `${placeOf(words, from)} held that` : `${placeOf(words, from)} changed it on ${time(last.sourceAt)}` // prettier-ignore
  const wrote = `${changed} and ${by(words, last)} wrote it to ${placeOf(words, last.side)} on ${time(last.at)}`
  const since =
    held[last.side] === last.to
      ? ''
      : `; ${placeOf(words, last.side)} has made it ${quoted(held[last.side])} since`
  return `${is}, because ${wrote}${since}.`
}

function lineStep(words: Words, one: StoryEvent): string {
  switch (one.kind) {
    case 'accepted':
      return `${who(one)} accepted what ${placeOf(words, one.side)} held: ${quoted(one.to)}`
    case 'retried':
      return `${who(one)} asked for another try`
    default: {
      const source = one.sourceAt === null ? '' : `, as changed in ${placeOf(words, across(one.side))} on ${time(one.sourceAt)}` // prettier-ignore
      return `${by(words, one)} wrote ${quoted(one.to)} over ${quoted(one.from)} to ${placeOf(words, one.side)}${source}`
    }
  }
}

/** What became of the link. */
function lifeOf(words: Words, one: StoryEvent): string {
  const place = placeOf(words, one.side)
  switch (one.kind) {
    case 'merged':
      return `In Salesforce, ${one.from} was merged into ${one.to ?? 'another record'}; ${by(words, one)} followed`
    case 'converted':
      return `In Salesforce, lead ${one.from} was converted into ${one.to ?? 'another record'}; ${by(words, one)} followed`
    case 'unlinked':
      if (one.actor !== null) return `${who(one)} unlinked the two for good`
      return one.how === 'undone'
        ? `The link ended for good, because ${by(words, one)} took back what made it`
        : `The link ended for good, because its field was cleared; seen by ${by(words, one)}`
    case 'gone':
      return `The record in ${place} was gone when ${by(words, one)} looked`
    case 'restored':
      return one.to === null
        ? `The record in ${place} was there again when ${by(words, one)} looked`
        : `A new record took the place of the one that was gone in ${place}: ${one.to}, by ${by(words, one)}`
    case 'ended':
      return `The link ended (${one.how ?? 'no reason kept'}), by ${one.actor ?? by(words, one)}`
    default:
      return `${one.kind}, by ${by(words, one)}`
  }
}

function begin(words: Words, link: RecordStory['link'], events: RecordStory['events']): Step {
  const hand = events.find((one) => one.kind === 'linked' && one.linkId === link.linkId)
  const run = by(words, { runId: link.runId, cause: link.cause, actor: null })
  return {
    at: link.createdAt.toISOString(),
    what: `Salesforce ${words.pair.spec.salesforce} ${link.sfId} and ${words.pair.object.label} ${link.extId} in ${words.label} were linked: ${hand === undefined ? `${howOf(words, link)}, by ${run}` : `${who(hand)} said that they are the same`}`,
    runId: link.runId
  }
}

function howOf({ label }: Words, { how }: RecordStory['link']): string {
  if (how === madeIn.salesforce) return 'the one in Salesforce was made from the other'
  if (how === madeIn.external) return `the one in ${label} was made from the other`
  if (how === 'converted') return 'a lead became this record'
  return how?.startsWith('same ') === true ? `they have the ${how}` : 'they were found to be the same'
}

/** What keeps the record out of the sync now. */
function now({ label }: Words, { link, blocked }: RecordStory): Step[] {
  const states: Readonly<Record<number, string>> = {
    [linkStates.goneInSalesforce]: 'Now: the record in Salesforce is gone',
    [linkStates.goneOutside]: `Now: the record in ${label} is gone`,
    [linkStates.retired]: 'Now: this link is over',
    [linkStates.unlinked]: 'Now: unlinked, and linked again only by hand'
  }
  const state = states[link.state]
  return [
    ...(state === undefined ? [] : [{ at: null, what: state, runId: null }]),
    ...(blocked === null ? [] : [{ at: blocked.at.toISOString(), what: `${blocked.author} took the record out of the sync: ${blocked.reason}`, runId: null }]) // prettier-ignore
  ]
}

const who = ({ actor }: Pick<StoryEvent, 'actor'>) => actor ?? 'Somebody'

const causes: Readonly<Record<RunCause, (label: string) => string>> = {
  notifications: () => 'a hint about the record in Salesforce',
  poll: () => 'a look at what changed in Salesforce',
  read: (label) => `a look at what changed in ${label}`,
  consent: (label) => `a look for opt-outs in ${label}`,
  hints: (label) => `a hint about the record in ${label}`,
  initial: () => 'the initial sync',
  plan: () => 'an approved plan',
  reconcile: () => 'a comparison of everything',
  refresh: () => 'a refresh of formulas',
  drift: () => 'a look for drift',
  undo: () => 'the undoing of another run',
  button: () => 'a press of a button'
}

function by(
  { label }: Words,
  { runId, cause, actor }: Pick<StoryEvent, 'runId' | 'cause' | 'actor'>
): string {
  if (runId === null) return actor ?? 'a run that is not known'
  return `run ${runId} (${cause === null ? 'no longer kept' : causes[cause](label)})`
}

/** UTC, to the second. */
const time = (at: Date) => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
