/** Said when the middleware no longer knows who calls. */
export const sessionOver = 'bothways:session-over'
/** Said when it knows again: what was refused meanwhile may be asked for once more. */
export const sessionBegun = 'bothways:session-begun'

const post = (path, body) =>
  fetch(`/console/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Bothways-Console': '1' },
    credentials: 'same-origin',
    body: JSON.stringify(body)
  })

/** Opens a session; gives null, or what was wrong. */
export async function enter(key) {
  const response = await post('sign-in', { key })
  if (response.ok) return null
  const problem = await response.json()
  return problem.detail ?? response.statusText
}

export const leave = () => post('sign-out', {})
