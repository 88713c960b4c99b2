import { z } from 'zod'
import { SalesforceError } from './errors.ts'
import { parsed } from './query.ts'
import type { Session } from './session.ts'

/** Our names in the package; a package that was installed, not deployed, carries its namespace before them. */
const NAME = 'Bothways'
const PRINCIPAL = 'Main'
export const NAMESPACE = 'bothways'

const external = z.object({
  developerName: z.string(),
  principals: z.array(z.object({ id: z.string().nullish(), principalName: z.string().nullish() })).default([])
})

/** The external credential of our package in an org, by whose principal its calls are made. */
export interface OrgCredential {
  /** As the org knows it: `bothways__Bothways` or `Bothways`. */
  readonly name: string
  /** Empty where the package was deployed and not installed. */
  readonly namespace: string
  readonly principalId: string | null
}

/** Null where the package is not in the org. Needs Manage Named Credentials or Customize Application. */
export async function findCredential(session: Session): Promise<OrgCredential | null> {
  for (const namespace of [NAMESPACE, '']) {
    const name = namespace === '' ? NAME : `${namespace}__${NAME}`
    try {
      const { body } = await session.request({ method: 'GET', path: `/named-credentials/external-credentials/${name}` }) // prettier-ignore
      const { principals } = parsed(external, body, 'an external credential')
      const principalId = principals.find((one) => one.principalName === PRINCIPAL)?.id ?? null
      return { name, namespace, principalId }
    } catch (error) {
      if (!(error instanceof SalesforceError && error.kind === 'not-found')) throw error
    }
  }
  return null
}

const path = '/named-credentials/credential'
const principalOf = ({ name }: OrgCredential) => ({
  externalCredential: name,
  principalName: PRINCIPAL,
  principalType: 'NamedPrincipal'
})

/** Puts user name and key there; what was there before is replaced. */
export async function storeCredential(
  session: Session,
  credential: OrgCredential,
  { username, password }: { readonly username: string; readonly password: string }
): Promise<void> {
  const body = {
    ...principalOf(credential),
    authenticationProtocol: 'Basic',
    credentials: { username: { value: username, encrypted: true }, password: { value: password, encrypted: true } }
  } // prettier-ignore
  try {
    await session.request({ method: 'POST', path, body })
  } catch (error) {
    // There is one already, which is refused in words that nobody promised to keep.
    if (!(error instanceof SalesforceError && (error.kind === 'invalid' || error.kind === 'conflict'))) throw error // prettier-ignore
    await session.request({ method: 'PUT', path, body }).catch((second: unknown) => {
      throw second instanceof SalesforceError && second.kind === 'not-found' ? error : second
    })
  }
}

/** Takes the key away; false when there was none. */
export async function removeCredential(session: Session, credential: OrgCredential): Promise<boolean> {
  try {
    await session.request({ method: 'DELETE', path, query: principalOf(credential) })
    return true
  } catch (error) {
    if (error instanceof SalesforceError && error.kind === 'not-found') return false
    throw error
  }
}

const named = z.looseObject({ calloutUrl: z.string().nullish() })

/** Where the package's calls go: set to `address`, unless they go there already. Gives whether it was changed. */
export async function setCalloutAddress(
  session: Session,
  credential: OrgCredential,
  address: string
): Promise<boolean> {
  const setup = `/named-credentials/named-credential-setup/${credential.name}`
  const { body } = await session.request({ method: 'GET', path: setup })
  const held = parsed(named, body, 'a named credential')
  if (held.calloutUrl === address) return false
  await session.request({ method: 'PUT', path: setup, body: { ...held, calloutUrl: address } })
  return true
}
