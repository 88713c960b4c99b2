import type { OrgState } from '../org-state.ts'
import { markup } from './markup.ts'
import type { Html } from './markup.ts'

/** The three ways in: whose they are in the open, secrets only on request. */
export function loginHelp({ app, people, url }: OrgState): Html {
  const curl = `curl ${url}/services/oauth2/token \\
  -d grant_type=client_credentials \\
  -d client_id=${app.clientId} \\
  -d client_secret=${app.clientSecret}`
  return markup`<section aria-labelledby="logins"><h2 id="logins">How to log in</h2>
<div class="columns three">
${way('Client credentials', app.runAs, 'One call answers an access token.', [
  ['Client id', app.clientId],
  ['Client secret', app.clientSecret],
  ['Try it', curl]
])}
${way('JWT bearer', people.integration.username, `Audience: ${url}`, [
  ['Client id', app.clientId],
  ['Private key', app.privateKey.trim()]
])}
${way('SOAP login', people.admin.username, 'API 64.0 or earlier. Password and token are sent as one word.', [
  ['Password of the admin', people.admin.password],
  ['Security token of the admin', people.admin.securityToken],
  ['Integration user', people.integration.username],
  ['Its password', people.integration.password],
  ['Its security token', people.integration.securityToken]
])}
</div></section>`
}

function way(
  title: string,
  username: string,
  hint: string,
  secrets: readonly (readonly [string, string])[]
): Html {
  return markup`<div class="panel"><h3>${title}</h3>
<p>As <code>${username}</code></p><p class="quiet">${hint}</p>
<details><summary>Show secrets<span class="hidden"> of ${title}</span></summary>
${secrets.map(([name, text]) => markup`<h4>${name}</h4><pre class="copy" tabindex="0" aria-label="${name}">${text}</pre>`)}
</details></div>`
}
