import { randomUUID } from 'node:crypto'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import { onlyMethods } from '../guards/methods.ts'
import { orgBySalesforceId } from '../database/orgs.ts'
import type { SetupStep } from '../database/setup.ts'
import { SalesforceError } from '../salesforce/errors.ts'
import { toId18 } from '../salesforce/ids.ts'
import { begin } from '../setup/begin.ts'
import { finish } from '../setup/finish.ts'
import { SetupError, type Purpose, type Setup } from '../setup/setup.ts'
import { TICKET_MS, ticketAddress, useAttempt, useTicket, type Wish } from '../setup/tickets.ts'
import { explainRefusal } from '../salesforce/refusal.ts'
import { escaped, nextStep, paragraphs, sendPage } from './page.ts'

const titles: Readonly<Record<Purpose, { readonly doing: string; readonly done: string }>> = {
  pair: { doing: 'Connect this org', done: 'The org is connected' },
  'real-time': { doing: 'Set up real time', done: 'Real time is set up' },
  'real-time-repair': { doing: 'Repair real time', done: 'Real time is repaired' },
  'real-time-remove': { doing: 'Remove real time', done: 'Real time is removed' },
  disconnect: { doing: 'Disconnect this org', done: 'The org is disconnected' }
}
const again = 'Close this window and press the button in Bothways again.'

/** `/connect`: an admin of an org logs in there, top-level, and allows a step of set-up. */
export function connectRoutes(setup: Setup): Router {
  const router = Router({ caseSensitive: true, strict: true })
  router.get('/', told(setup, start(setup))).all('/', onlyMethods('GET'))
  router.get('/callback', told(setup, comeBack(setup))).all('/callback', onlyMethods('GET'))
  return router
}

/** `?ticket=` is the address a button got; `?org=` is where the package leads an org that has no key yet. */
const start =
  (setup: Setup): RequestHandler =>
  async (request, response) => {
    const { ticket, org } = request.query
    if (typeof ticket === 'string') {
      const wish = await useTicket(setup, ticket)
      if (wish === null)
        throw new SetupError('This address was used before, or is older than ten minutes.', again)
      return leave(setup, response, wish)
    }
    const salesforceOrgId = typeof org === 'string' ? toId18(org) : null
    if (salesforceOrgId === null) throw new SetupError('This address is not complete.', again)
    const known = await orgBySalesforceId(setup.engine.db, salesforceOrgId)
    if (known === null)
    throw new SetupError(`The org ${salesforceOrgId} is not registered here.`, 'Have it registered in the console of Bothways first, then connect again.') // prettier-ignore
    const url = ticketAddress(setup, { orgId: known.orgId, purpose: 'pair', actor: 'the package' })
    const body =
      paragraphs(
        `You are about to connect the org ${salesforceOrgId} with the Bothways service at ${new URL(setup.address()).host}.`,
        'You log in to your org. Bothways then stores a key of its own in the package\u2019s credential, sets its address there, lets the package\u2019s users call it, trusts its address for frames on record pages, and ends your session.'
      ) + `<p><a href="${escaped(new URL(url).pathname + new URL(url).search)}">Log in to the org</a></p>`
    sendPage(response, { status: 200, title: titles.pair.doing, body })
  }

async function leave(setup: Setup, response: Response, wish: Wish): Promise<void> {
  const { url, state, cookie } = await begin(setup, wish)
  response.append('Set-Cookie', cookieOf(setup, state, cookie, TICKET_MS / 1000))
  response.redirect(303, url)
}

const comeBack = (setup: Setup): RequestHandler => async (request, response) => {
  const { state, code, error, error_description: description } = request.query
  if (typeof state !== 'string') throw new SetupError('Salesforce sent no state along.', again)
  const attempt = await useAttempt(setup, cookieIn(setup, request, state), state)
  response.append('Set-Cookie', cookieOf(setup, state, '', 0))
  if (attempt === null)
    throw new SetupError('This login was not begun in this browser, was finished before, or took longer than ten minutes. Nothing was changed.', again) // prettier-ignore
  if (typeof error === 'string') throw refusedLogin(error, typeof description === 'string' ? description : '')
  if (typeof code !== 'string') throw new SetupError('Salesforce sent no code along.', again)
  const steps = await finish(setup, attempt, code)
  const isWhole = steps.every((one) => one.ok)
  const title = isWhole ? titles[attempt.purpose].done : `${titles[attempt.purpose].doing}: something is left to do`
  sendPage(response, { status: 200, title, body: stepList(steps) + nextStep(nextOf(attempt.purpose, isWhole)) })
} // prettier-ignore

const nextOf = (purpose: Purpose, isWhole: boolean): string => {
  if (!isWhole)
    return 'Close this window. The checklist in Bothways says how to do by hand what was not done.'
  if (purpose !== 'disconnect') return 'Close this window. Bothways goes on by itself.'
  return 'Close this window. The package can be uninstalled now; connections that are left in the console go on by polling until they are paused or deleted there.'
}

const stepList = (steps: readonly SetupStep[]): string => {
  const items = steps.map(({ label, ok, said }) => `<li class="${ok ? 'ok' : 'bad'}">${ok ? '\u2713' : '\u2717'} <strong>${escaped(label)}</strong>: ${escaped(said)}</li>`) // prettier-ignore
  return `<ol>${items.join('')}</ol>`
}

function refusedLogin(error: string, description: string): SetupError {
  if (error === 'access_denied')
    return new SetupError('The login was not allowed, so nothing was changed.', again)
  const approval = error === 'OAUTH_APP_ACCESS_DENIED' ? 'invalid_app_access' : error
  return new SetupError(explainRefusal(approval, description), again)
}

/** Every failure has a page, with what to do next; of one that is ours, with a number to quote. */
function told({ engine: { log } }: Setup, handle: RequestHandler): RequestHandler {
  return async (request, response, next) => {
    try {
      await handle(request, response, next)
    } catch (error) {
      if (error instanceof SetupError) {
        log.warn({ reason: error.message }, 'a step of set-up was not done')
        sendFailure(response, 400, error.message, error.next)
      } else if (error instanceof SalesforceError) {
        log.warn({ reason: error.message }, 'Salesforce refused a step of set-up')
        sendFailure(response, 502, error.message, again)
      } else {
        const id = randomUUID()
        log.error({ err: error, errorId: id }, 'a step of set-up failed')
        sendFailure(
          response,
          500,
          'Something went wrong here.',
          `${again} If it stays, quote this number: ${id}`
        )
      }
    }
  }
}

function sendFailure(response: Response, status: number, message: string, next: string): void {
  const body = `<p class="bad" role="alert">${escaped(message)}</p>${nextStep(next)}`
  sendPage(response, { status, title: 'Not done', body })
}

/** One cookie a login, so that two windows don't disturb each other. Lax: the browser comes back from another site. */
function cookieName({ address }: Setup, state: string): string {
  const name = `bothways-connect-${state.replace(/[^\w-]/g, '').slice(0, 8)}`
  return address().startsWith('https:') ? `__Host-${name}` : name
}

function cookieOf(setup: Setup, state: string, value: string, seconds: number): string {
  const secure = setup.address().startsWith('https:') ? '; Secure' : ''
  return `${cookieName(setup, state)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`
}

function cookieIn(setup: Setup, request: Request, state: string): string {
  const name = cookieName(setup, state)
  const pairs = (request.headers.cookie ?? '').split(';', 50).map((part) => part.trim().split('=', 2))
  return pairs.find(([key]) => key === name)?.[1] ?? ''
}
