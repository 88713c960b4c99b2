/** `acme`, or `acme--sbx`, and what kind of org the middle of its domain says. */
const myDomain = /^([a-z0-9-]+)((?:\.(?:sandbox|develop|scratch|trailblaze|demo|patch|free|stm|stmfa|stmfb|stmpub|pc-rnd))?)\.my\.salesforce\.com$/ // prettier-ignore

/** `c` is the namespace of pages that were deployed and not installed. */
const ownPages = 'c'

/**
 * Every page that may stand around a frame in an org: Lightning, Visualforce of the package and of the org, and the org's
 * own address. A browser looks at all of them up to the top. Of an address that is not Salesforce's, itself.
 */
export function frameAncestors(orgAddress: string, namespace: string): string[] {
  const url = URL.parse(orgAddress)
  if (url === null) return []
  const [, name = '', kind = ''] = myDomain.exec(url.hostname) ?? []
  if (name === '') return [url.origin]
  const namespaces = [...new Set([namespace === '' ? ownPages : namespace, ownPages])]
  return [
    `https://${name}${kind}.my.salesforce.com`,
    `https://${name}${kind}.lightning.force.com`,
    ...namespaces.map((one) => `https://${name}--${one}${kind}.vf.force.com`)
  ]
}
