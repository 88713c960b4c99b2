import type { IdSequence } from '../ids.ts'
import { wordsOf } from '../uncertain.ts'

/** One value of a credential; an encrypted one never leaves the org again. */
export interface CredentialValue {
  readonly value: string
  readonly encrypted: boolean
  readonly revision: number
}

/** What a principal of an external credential authenticates with. */
export interface StoredCredential {
  readonly key: string
  readonly protocol: string
  readonly values: Readonly<Record<string, CredentialValue>>
}

export interface PrincipalName {
  readonly externalCredential: string
  readonly principalType: string
  /** Empty for a per-user principal. */
  readonly principalName: string
  /** The user it is for; empty for a named principal. */
  readonly userId: string
}

/** The secrets of an org's external credentials, and the ids of their principals. */
export class Credentials {
  readonly #ids: IdSequence
  readonly #principals = new Map<string, string>()
  readonly #stored = new Map<string, StoredCredential>()
  /** Addresses that an admin gave to named credentials, by lower-case name. */
  readonly #urls = new Map<string, string>()

  constructor(ids: IdSequence) {
    this.#ids = ids
  }

  /** A principal's id, the same from when it is first asked for. */
  principalId(externalCredential: string, principalName: string): string {
    const key = `${externalCredential}.${principalName}`.toLowerCase()
    const id = this.#principals.get(key) ?? this.#ids.next(wordsOf('principalPrefix'))
    this.#principals.set(key, id)
    return id
  }

  isPrincipal(id: string): boolean {
    return [...this.#principals.values()].includes(id)
  }

  url(namedCredential: string): string | undefined {
    return this.#urls.get(namedCredential.toLowerCase())
  }

  setUrl(namedCredential: string, url: string): void {
    this.#urls.set(namedCredential.toLowerCase(), url)
  }

  find(name: PrincipalName): StoredCredential | undefined {
    return this.#stored.get(keyOf(name))
  }

  put(name: PrincipalName, protocol: string, values: StoredCredential['values']): void {
    this.#stored.set(keyOf(name), { key: keyOf(name), protocol, values })
  }

  remove(name: PrincipalName): boolean {
    return this.#stored.delete(keyOf(name))
  }

  get all() {
    return { principals: [...this.#principals], stored: [...this.#stored.values()], urls: [...this.#urls] }
  }

  /** From before a restart. */
  restore({ principals, stored, urls }: Credentials['all']): void {
    for (const [name, url] of urls) this.#urls.set(name, url)
    for (const [key, id] of principals) this.#principals.set(key, id)
    for (const each of stored) this.#stored.set(each.key, each)
  }
}

const keyOf = ({ externalCredential, principalType, principalName, userId }: PrincipalName) =>
  [externalCredential, principalType, principalName, userId].join('|').toLowerCase()
