import { userRights } from '../access/seen-by.ts'
import type { Reply } from '../http/call.ts'
import type { Person } from '../login/people.ts'
import type { OrgState } from '../org-state.ts'
import { child, soapNamespace } from './envelope.ts'
import { SoapFault } from './fault.ts'
import type { SoapCall } from './soap-call.ts'
import { userInfo } from './user-info.ts'
import { tag } from './xml.ts'
import { hasApi } from '../switches.ts'
import { codeOf, wordsOf } from '../uncertain.ts'
import type { UncertainName } from '../uncertain.ts'

const refused = (code: string, message: string) => new SoapFault(code, message, 'LoginFault')

const uncertainLogin = (name: UncertainName) => refused(codeOf(name), wordsOf(name))

/** The last version with login(): it ends with Summer '27 [V]. */
const lastVersion = 64

/** SOAP login(): user, password and (from an unknown address) security token for a session. */
export function login({ call, dialect, version, operation }: SoapCall): Reply {
  const { org, origin } = call
  if (version > lastVersion) {
    const text = `The SOAP Login operation is not available in the API version specified (${version}.0). Use API version ${lastVersion}.0 or earlier`
    throw refused('INVALID_OPERATION', text)
  }
  if (!org.switches.soapLogin) {
    const text =
      'SOAP API login() is disabled by default in this org. Contact the org administrator to enable it'
    throw refused('INVALID_OPERATION', text)
  }
  const username = child(operation, 'username')?.text.trim() ?? ''
  const password = child(operation, 'password')?.text ?? ''
  if (org.switches.ipRefused) throw uncertainLogin('loginAddressRefused')
  const person = authenticate(org, username, password)
  return success(org, origin, { version, dialect }, person)
}

function authenticate(org: OrgState, username: string, secret: string): Person {
  const person = org.people.find(username)
  const known = person && [person.password, person.password + person.securityToken].includes(secret)
  // A right password with a wrong token is told apart only where a token is needed [K].
  const passwordRight = person !== undefined && secret.startsWith(person.password)
  const tokenRight = person !== undefined && secret === person.password + person.securityToken
  if (person?.lockedOut) throw uncertainLogin('passwordLocked')
  if (!org.switches.trustedIp && passwordRight && !tokenRight) {
    throw uncertainLogin('tokenMissing')
  }
  if (!person || !known || !org.people.isActive(person)) {
    throw refused('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.')
  }
  if (!hasApi(org.switches))
    throw refused('API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner')
  if (person.passwordExpired) {
    throw uncertainLogin('passwordIsExpired')
  }
  if (org.switches.soapLoginWantsPermission && !userRights(org, person.id).has('UseAnyApiAuth')) {
    throw uncertainLogin('anyApiAuthMissing')
  }
  return person
}

function success(
  org: OrgState,
  origin: string,
  { version, dialect }: Pick<SoapCall, 'version' | 'dialect'>,
  person: Person
): Reply {
  const door = dialect.name === 'partner' ? 'u' : 'c'
  const org15 = org.id.slice(0, 15)
  const result =
    tag('metadataServerUrl', `${origin}/services/Soap/m/${version}.0/${org15}`) +
    tag('passwordExpired', false) +
    tag('sandbox', org.database.find(org.id)?.['IsSandbox'] === true) +
    tag('serverUrl', `${origin}/services/Soap/${door}/${version}.0/${org15}`) +
    tag('sessionId', org.sessions.open(person.id).token) +
    tag('userId', person.id) +
    `<userInfo>${userInfo(org, person.id)}</userInfo>`
  const text =
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soapNamespace}" ` +
    `xmlns="${dialect.api}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` +
    `<loginResponse><result>${result}</result></loginResponse></soapenv:Body></soapenv:Envelope>`
  return { status: 200, text, headers: { 'Content-Type': 'text/xml; charset=utf-8' } }
}
