/** Where somebody was on the screen of an org: the connection they had chosen, and its tab. @typedef {{ connection: number, tab: string }} Place */

/** Orgs have places of their own: the console shows all of them in one window. @param {string} org */
const nameOf = (org) => `bothways.place.${org}`

/**
 * Where somebody was in this window before the page was loaded again; null where nothing is kept.
 * @param {string} org
 * @returns {Place | null}
 */
export function lastPlace(org) {
  try {
    const place = JSON.parse(window.sessionStorage.getItem(nameOf(org)) ?? 'null')
    return typeof place?.connection === 'number' ? place : null
  } catch {
    // A browser may refuse its storage, and what is in it may be damaged: the screen begins as if for the first time.
    return null
  }
}

/**
 * @param {string} org
 * @param {Place} place
 */
export function keepPlace(org, { connection, tab }) {
  try {
    window.sessionStorage.setItem(nameOf(org), JSON.stringify({ connection, tab }))
  } catch {
    // Refused, or full: the place is a comfort that nothing depends on.
  }
}
