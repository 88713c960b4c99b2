import type { Switches } from '../switches.ts'

type Hosts = Pick<Switches, 'sandbox' | 'audienceMyDomainOnly' | 'appKind' | 'instanceUrlForm'>

/**
 * What `aud` of a JWT may be. Production takes the login host, a sandbox the test host; both take their own My
 * Domain, and a sandbox takes nothing else from an External Client App [V].
 */
export function audiences(switches: Hosts, ownUrls: readonly string[]): readonly string[] {
  const own = [...ownUrls, myDomain(switches)]
  if (switches.audienceMyDomainOnly) return own
  if (!switches.sandbox) return [...own, 'https://login.salesforce.com', 'https://test.salesforce.com']
  return switches.appKind === 'externalClientApp' ? own : [...own, 'https://test.salesforce.com']
}

/** The address the org would have at Salesforce: sandboxes carry their name and a domain of their own [K]. */
export function myDomain({ sandbox }: Pick<Switches, 'sandbox'>): string {
  return sandbox
    ? 'https://bothways-practice--sbx.sandbox.my.salesforce.com'
    : 'https://bothways-practice.my.salesforce.com'
}

/** `instance_url`: where the client reached us, unless a test wants the form Salesforce would answer. */
export function instanceUrl(switches: Hosts, origin: string): string {
  return switches.instanceUrlForm === 'myDomain' ? myDomain(switches) : origin
}

/** The shared login hosts know no single org: client credentials are refused there [V]. */
export const isLoginHost = (host: string | undefined) =>
  /^(login|test)\.salesforce\.com(:\d+)?$/i.test(host ?? '')
