import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from '../config.ts'
import { listConnections } from '../database/connections.ts'
import { renewConsoleKey } from '../database/console.ts'
import { recordTimeline } from '../database/status.ts'
import { newAdminKey } from '../guards/admin-key.ts'
import { createLog } from '../log.ts'
import { startEngine } from '../main.ts'
import { toId18 } from '../salesforce/ids.ts'
import { connect, ConnectError, startInitialSync } from '../sync/connect.ts'
import { renewWebhook } from '../sync/webhook.ts'
import { historyCommands, historyUsage } from './history-commands.ts'
import { budgetCommands, budgetUsage } from './budget-commands.ts'
import { issueCommands, issueUsage } from './issue-commands.ts'
import { planCommands, planOptions, planUsage } from './plan-commands.ts'
import { printConnections, printStatus, printTimeline } from './print.ts'
import { scheduleCommands, scheduleUsage } from './schedule-commands.ts'
import { orgsOf, UsageError, whole, type Command } from './usage.ts'

const usage = `bothways <command>   (as the operator, on a node's own machine)

  status                      every connection: what waits, what rests, calls used
  connections                 the connections and their numbers
  connect FILE                connect an org: FILE is JSON {connector, login, settings}; - reads it from standard input
  initial-sync ORG CONNECTION bring everything in step, by the numbers of "connections"; refused before a plan was approved,
                              unless the rules say "approve": "none"
  webhook ORG CONNECTION      a new address for the vendor's own messages, told once; a former one is refused from then on
  admin-key                   a new key to the console, told once; the former one, and whoever it let in, is out
  record SALESFORCE_ID        what happened to a record, newest first

${scheduleUsage}
${budgetUsage}

${issueUsage}

${historyUsage}

${planUsage}

  --json                      one JSON object a line`

const commands: Readonly<Record<string, Command>> = {
  async status(engine, _words, { json }) {
    await printStatus(engine.db, await listConnections(engine.db), json)
  },
  async connections(engine, _words, { json }) {
    printConnections(await listConnections(engine.db), json)
  },
  async connect(engine, [file], { json }) {
    if (file === undefined) throw new UsageError('connect needs a file')
    const content = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
    const { orgId, connectionId, token, next } = await connect(
      engine,
      parseJson(file, content),
      'command line'
    )
    const { publicUrl } = readConfig()
    const intake = `${publicUrl ?? '<address of this service>'}/hooks/salesforce/${token}`
    if (json) console.log(JSON.stringify({ org: orgId, connection: connectionId, intake, next }))
    else
      console.log(
        `Connected: org ${orgId}, connection ${connectionId}.\nOutbound messages go to (told once, keep it secret):\n  ${intake}\nNext: ${next}`
      )
  },
  async 'initial-sync'(engine, [org, connection]) {
    await startInitialSync(engine, whole('ORG', org), whole('CONNECTION', connection))
    console.log(
      'Asked for. A running worker begins within five seconds; "bothways status" shows how far it is.'
    )
  },
  async webhook(engine, [org, connection], { json }) {
    const base = readConfig().publicUrl ?? '<address of this service>'
    const address = await renewWebhook(engine, whole('ORG', org), whole('CONNECTION', connection), base)
    if (json) console.log(JSON.stringify({ webhook: address }))
    else console.log(`The vendor's messages go to (told once, keep it secret):\n  ${address}`)
  },
  async 'admin-key'(engine, _words, { json }) {
    const { key, hash } = newAdminKey()
    await renewConsoleKey(engine.db, hash)
    console.log(json ? JSON.stringify({ adminKey: key }) : `The key to the console (told once, keep it where you keep passwords):\n  ${key}`) // prettier-ignore
  },
  async record(engine, [given], { json }) {
    const id = toId18(given ?? '')
    if (id === null) throw new UsageError('record needs a Salesforce id of 15 or 18 characters')
    for (const orgId of await orgsOf(engine))
      printTimeline(await recordTimeline(engine.db, orgId, id, 200), json)
  },
  ...scheduleCommands,
  ...budgetCommands,
  ...issueCommands,
  ...historyCommands,
  ...planCommands
}

function parseJson(file: string, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    throw new ConnectError(`${file} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause })
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      code: { type: 'string' },
      line: { type: 'string' },
      help: { type: 'boolean', default: false },
      ...planOptions
    },
    allowPositionals: true
  })
  const [name = '', ...words] = positionals
  if (values.help || name === 'help') {
    console.log(usage)
    return
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined)
    throw new UsageError(name === '' ? 'which command?' : `there is no command "${name}"`)
  const stops: (() => Promise<unknown>)[] = []
  try {
    const engine = await startEngine(readConfig(), createLog('error'), stops, true)
    await command(engine, words, values)
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

main().catch((error: unknown) => {
  if (error instanceof UsageError || (error instanceof TypeError && 'code' in error)) {
    console.error(`bothways: ${error.message}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  const known = error instanceof ConfigError || error instanceof Error
  const next = error instanceof ConnectError && error.next !== undefined ? ` ${error.next}` : ''
  console.error(known ? `${error.message}${next}` : String(error))
  process.exitCode = 1
})
