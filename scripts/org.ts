import { startOrg } from '../test/doubles/salesforce/index.ts'
import type { Org } from '../test/doubles/salesforce/index.ts'
import { readFlags, usage } from './org-flags.ts'

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
over TLS at ${org.tlsUrl}

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
    flags = readFlags(process.argv.slice(2))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${message}\n\nnpm run org -- --help lists the options.\n`)
    process.exitCode = 2
    return
  }
  if (flags === 'help') {
    process.stdout.write(usage())
    return
  }
  const org = await startOrg(flags.start)
  for (const command of flags.commands) await org.control(command)
  const { url, tlsUrl, orgId, accessToken, credentials } = org
  process.stdout.write(
    flags.json ? `${JSON.stringify({ url, tlsUrl, orgId, accessToken, credentials })}\n` : await describe(org)
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void org.close())
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The practice org did not start: ${error instanceof Error ? error.message : String(error)}\n`
  )
  process.exitCode = 1
})
