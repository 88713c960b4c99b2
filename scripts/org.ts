import { parseArgs } from 'node:util'
import { startOrg } from '../test/doubles/salesforce/index.ts'
import type { Org, OrgOptions } from '../test/doubles/salesforce/index.ts'

const usage = `Starts a practice org: a double of a Salesforce org, on 127.0.0.1.

  npm run org -- [--port N] [--seed N] [--metadata DIR] [--installed NAMESPACE] [--data DIR] [--latency MS] [--small-pages] [--chaos SEED] [--json]

  --port N         port to listen on (default: any free one)
  --seed N         generate N contacts, with accounts, leads and opportunities
  --metadata DIR   deploy the metadata in this folder (source format) first
  --installed NS   have it, or force-app, as an install of the managed package with this namespace leaves it
  --data DIR       keep the org in this folder and go on from it; a crash loses the last seconds
  --latency MS     make every call take so much longer
  --small-pages    20 rows on a page, 50 in bulk queries
  --chaos SEED     random faults: late, 503, cut replies, row locks, expired sessions; the same for the same seed
  --json           print one line of JSON instead of text
  --help           print this
`

interface Flags {
  readonly json: boolean
  readonly start: OrgOptions
}

function readFlags(): Flags | 'help' {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '0' },
      data: { type: 'string' },
      metadata: { type: 'string' },
      installed: { type: 'string' },
      latency: { type: 'string', default: '0' },
      'small-pages': { type: 'boolean', default: false },
      chaos: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) return 'help'
  const source = values.metadata ?? (values.installed === undefined ? undefined : 'force-app')
  return {
    json: values.json,
    start: {
      port: whole('--port', values.port, 65_535),
      seed: whole('--seed', values.seed, 10_000_000),
      latencyMs: whole('--latency', values.latency, 600_000),
      smallPages: values['small-pages'],
      ...(values.data !== undefined && { dataDir: values.data }),
      ...(source !== undefined && { source }),
      ...(values.installed !== undefined && { installed: values.installed }),
      ...(values.chaos !== undefined && { chaos: whole('--chaos', values.chaos, 2 ** 32 - 1) })
    }
  }
}

function whole(flag: string, text: string, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= most) return value
  throw new Error(`${flag} takes a whole number from 0 to ${most}, not "${text}"`)
}

async function contactIdOf(org: Org): Promise<string | undefined> {
  const query = new URLSearchParams({ q: 'SELECT Id FROM Contact ORDER BY Id LIMIT 1' })
  const response = await fetch(`${org.url}/services/data/v64.0/query?${query.toString()}`, {
    headers: { Authorization: `Bearer ${org.accessToken}` }
  })
  const page = (await response.json()) as { records: { Id: string }[] } // our own org's answer
  return page.records[0]?.Id
}

async function describe(org: Org): Promise<string> {
  const { jwt, clientCredentials, soap, admin } = org.credentials
  const id = await contactIdOf(org)
  const [method, path, body] = id
    ? ['PATCH', `Contact/${id}`, '{"Title":"Director"}']
    : ['POST', 'Contact', '{"LastName":"Newcomer","Email":"newcomer@example.com"}']
  return `Practice org ${org.orgId} at ${org.url}

Access token (the admin's)
  ${org.accessToken}

JWT bearer (user ${jwt.username})
  client id      ${jwt.clientId}
  audience       ${org.url}
  private key
${jwt.privateKey.trim()}

Client credentials (runs as ${clientCredentials.username})
  client id      ${clientCredentials.clientId}
  client secret  ${clientCredentials.clientSecret}

SOAP login (API 64.0 or earlier)
  integration    ${soap.username}
    password     ${soap.password}
    token        ${soap.securityToken}
  admin          ${admin.username}
    password     ${admin.password}
    token        ${admin.securityToken}

${id ? 'Edit a contact' : 'Create a contact'}
  curl -X ${method} ${org.url}/services/data/v64.0/sobjects/${path} \\
    -H 'Authorization: Bearer ${org.accessToken}' \\
    -H 'Content-Type: application/json' -d '${body}'

What else it does on command: curl ${org.url}/__control
Stop it with Ctrl-C.
`
}

async function main(): Promise<void> {
  let flags
  try {
    flags = readFlags()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exitCode = 2
    return
  }
  if (flags === 'help') {
    process.stdout.write(usage)
    return
  }
  const org = await startOrg(flags.start)
  const { url, orgId, accessToken, credentials } = org
  process.stdout.write(
    flags.json ? `${JSON.stringify({ url, orgId, accessToken, credentials })}\n` : await describe(org)
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void org.close())
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The practice org did not start: ${error instanceof Error ? error.message : String(error)}\n`
  )
  process.exitCode = 1
})
