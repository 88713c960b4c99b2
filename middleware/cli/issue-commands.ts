import {
  acceptSide,
  ignoreIssues,
  IssueError,
  linkCandidate,
  listIssues,
  retryIssues,
  type IssueFilter
} from '../database/issues.ts'
import { block, unblock, unlink } from '../database/links.ts'
import { recordsById, type KnownRecord } from '../database/records.ts'
import { toId18 } from '../salesforce/ids.ts'
import type { Engine } from '../sync/engine.ts'
import { printIssues } from './print.ts'
import { orgsOf, UsageError, whole, type Command, type Flags } from './usage.ts'

export const issueUsage = `  issues                      what waits for a person; --code and --line choose a kind
  retry ISSUE                 look at the issue's record again, now; --code CODE instead: all of that kind
  ignore ISSUE                not shown again as long as it says the same; --code CODE: all of that kind
  accept ISSUE SIDE           of a conflict: SIDE is "salesforce" or "external", whose value stays
  link ISSUE CANDIDATE        the issue's record and this candidate are the same
  unlink ID                   end a link for good, by the id on either side; both records stay
  block ID REASON             take a record out of the sync, on both sides
  unblock ID                  bring it back`

const BY = 'command line'
const PAGE = 1000

export const issueCommands: Readonly<Record<string, Command>> = {
  async issues(engine, _words, flags) {
    for (const orgId of await orgsOf(engine)) {
      let page = await listIssues(engine.db, orgId, kindOf(flags), { limit: PAGE })
      while (page.length > 0) {
        printIssues(orgId, page, flags.json)
        const after = page.at(-1)?.issueId ?? 0
        page = page.length < PAGE ? [] : await listIssues(engine.db, orgId, kindOf(flags), { limit: PAGE, after }) // prettier-ignore
      }
    }
  },
  async retry(engine, [number], flags) {
    const filter = chosen(number, flags)
    const count = await everywhere(engine, number, (orgId) => retryIssues(engine.db, orgId, filter, BY))
    console.log(`${count} ${count === 1 ? 'record is' : 'records are'} looked at again within five seconds.`)
  },
  async ignore(engine, [number], flags) {
    const filter = chosen(number, flags)
    const count = await everywhere(engine, number, (orgId) => ignoreIssues(engine.db, orgId, filter, BY))
    console.log(`${count} ${count === 1 ? 'issue is' : 'issues are'} not shown again unless they say something else.`) // prettier-ignore
  },
  async accept(engine, [number, side]) {
    const issueId = whole('ISSUE', number)
    if (side !== 'salesforce' && side !== 'external')
      throw new UsageError('accept needs the side whose value stays: "salesforce" or "external"')
    await acceptSide(engine.db, await orgOf(engine, issueId), issueId, side, BY)
    console.log(
      `The value of ${side === 'salesforce' ? 'Salesforce' : 'the external system'} goes to the other side within five seconds, unless one of the two has changed meanwhile.`
    )
  },
  async link(engine, [number, candidate]) {
    const issueId = whole('ISSUE', number)
    if (candidate === undefined)
      throw new UsageError('link needs the id of one of the candidates that "bothways issues" shows')
    await linkCandidate(engine.db, await orgOf(engine, issueId), issueId, candidate, BY)
    console.log('Linked. The two are brought in step within five seconds.')
  },
  async unlink(engine, [id]) {
    const { orgId, pairId, sfId } = await oneRecord(engine, 'unlink', id)
    if (sfId === null || !(await unlink(engine.db, orgId, pairId, sfId, BY)))
      throw new IssueError(`Record ${id} is not linked, so there is nothing to end.`)
    console.log('Unlinked. Both records stay as they are, and only "bothways link" joins them again.')
  },
  async block(engine, [id, ...reason]) {
    const { orgId, pairId, sfId, extId } = await oneRecord(engine, 'block', id)
    if (reason.length === 0) throw new UsageError('block needs a reason, for whoever wonders later')
    const said = { pairId, reason: reason.join(' '), author: BY }
    if (sfId !== null) await block(engine.db, orgId, { ...said, side: 'salesforce', id: sfId })
    if (extId !== null) await block(engine.db, orgId, { ...said, side: 'external', id: extId })
    console.log(`Record ${id} is left alone from now on. "bothways unblock ${id}" brings it back.`)
  },
  async unblock(engine, [id]) {
    const { orgId, pairId, sfId, extId } = await oneRecord(engine, 'unblock', id)
    if (sfId !== null) await unblock(engine.db, orgId, pairId, 'salesforce', sfId)
    if (extId !== null) await unblock(engine.db, orgId, pairId, 'external', extId)
    console.log(`Record ${id} takes part again, with its next change.`)
  }
}

const kindOf = ({ code, line }: Flags): IssueFilter => ({
  ...(code !== undefined && { code }),
  ...(line !== undefined && { line })
})

function chosen(number: string | undefined, flags: Flags): IssueFilter {
  if (number !== undefined) return { issueId: whole('ISSUE', number) }
  if (flags.code === undefined)
    throw new UsageError('which? Give the number of an issue, or --code and a kind of issues')
  return kindOf(flags)
}

async function everywhere(
  engine: Engine,
  number: string | undefined,
  act: (orgId: number) => Promise<number>
): Promise<number> {
  let count = 0
  for (const orgId of await orgsOf(engine)) count += await act(orgId)
  if (count === 0)
    throw new IssueError(
      `There is no open issue ${number ?? 'of that kind'}. "bothways issues" lists them with their kinds.`
    )
  return count
}

async function orgOf(engine: Engine, issueId: number): Promise<number> {
  for (const orgId of await orgsOf(engine))
    if ((await listIssues(engine.db, orgId, { issueId }, { limit: 1 })).length > 0) return orgId
  throw new IssueError(`There is no open issue ${issueId}. "bothways issues" lists them.`)
}

/** The record that has this id on either side. */
export async function oneRecord(
  engine: Engine,
  command: string,
  given: string | undefined
): Promise<KnownRecord & { readonly orgId: number }> {
  if (given === undefined) throw new UsageError(`${command} needs the id of a record, of either side`)
  const found: (KnownRecord & { readonly orgId: number })[] = []
  for (const orgId of await orgsOf(engine))
    for (const id of new Set([given, toId18(given) ?? given]))
      found.push(...(await recordsById(engine.db, orgId, id)).map((one) => ({ ...one, orgId })))
  const [first, ...others] = found
  if (first === undefined)
    throw new IssueError(`No record with the id "${given}" is linked or waits as an issue here.`)
  if (others.length > 0)
    throw new IssueError(
      `"${given}" is known in several places: ${found.map((one) => `${one.sfObject} ${one.sfId ?? '?'} ↔ ${one.extObject} ${one.extId ?? '?'}`).join('; ')}. Give the id of the other side.`
    )
  return first
}
