const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string) => text.replace(/[&<>"]/g, (char) => escapes[char] ?? char)

const frame = (title: string, body: string) =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`

/** Login and consent on one page; the app's parameters travel along in hidden fields. */
export function authorizePage(params: URLSearchParams, message: string): string {
  const shown = ['username', 'password', 'decision']
  const hidden = [...params]
    .filter(([name]) => !shown.includes(name))
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
  return frame(
    'Login | Salesforce',
    `<main><h1>Practice org</h1><p id="error" role="alert">${escape(message)}</p>` +
      `<form id="login" method="post" action="/services/oauth2/authorize">${hidden.join('')}` +
      `<label>Username <input id="username" name="username" value="${escape(params.get('username') ?? '')}"></label> ` +
      '<label>Password <input id="password" name="password" type="password"></label>' +
      '<p>Allow access? The app may use the API in your name.</p>' +
      '<button id="Login" name="decision" value="allow">Log in and allow</button> ' +
      '<button name="decision" value="deny">Deny</button></form></main>'
  )
}

/** A refusal that may not be sent to the redirect address: it is shown instead. */
export function refusalPage(error: string, description: string): string {
  const line = `error=${encodeURIComponent(error)}&error_description=${encodeURIComponent(description)}`
  return frame('OAuth Error', `<main><h1>OAuth Error</h1><p id="error">${escape(line)}</p></main>`)
}

/** The login page that a dead browser session gets where it asked for something else: HTTP 200 [V]. */
export function loginPage(): string {
  return frame(
    'Login | Salesforce',
    '<main><form id="login_form" name="login" method="post" action="/"><input id="username" name="username">' +
      '<input id="password" name="pw" type="password"></form></main>'
  )
}
