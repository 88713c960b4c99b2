import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'

/** A certificate with its key, both PEM. */
export interface Credential {
  readonly cert: string
  readonly key: string
}

interface Issuer {
  /** Its common name. */
  readonly name: string
  readonly cert: forge.pki.Certificate
  readonly key: forge.pki.rsa.PrivateKey
}

/** What a server's certificate says. Days count from now. */
interface Wishes {
  readonly names: readonly object[]
  readonly validFrom: number
  readonly validTo: number
}

/** Two days before, a year after now: enough for any clock. */
const usual = { validFrom: -2, validTo: 365 }
const rootName = 'Practice Org CA'

/**
 * A certificate authority of our own, made at start and never written down. Clients trust `caPem`; the server's
 * certificate is good for the loopback names only, unless other names are wished for.
 */
export class Authority {
  readonly caPem: string
  readonly #issuer: Issuer
  readonly #leafKey: string
  /** PEM of what leads from here to the root, to be sent with each certificate. */
  readonly #chain: string
  #server: Credential | undefined

  private constructor(issuer: Issuer, leafKey: string, chain = '') {
    this.#issuer = issuer
    this.#leafKey = leafKey
    this.#chain = chain
    this.caPem = forge.pki.certificateToPem(issuer.cert)
  }

  static async create(): Promise<Authority> {
    const [caKey, leafKey] = await Promise.all([newKey(), newKey()])
    const key = forge.pki.privateKeyFromPem(caKey)
    const cert = issuerCertificate(caKey, rootName, { name: rootName, key })
    return new Authority({ name: rootName, cert, key }, leafKey)
  }

  /** An authority that this one vouches for; its certificates are sent with its own, but for `withoutChain`. */
  async intermediate({ withoutChain = false } = {}): Promise<Authority> {
    const keyPem = await newKey()
    const key = forge.pki.privateKeyFromPem(keyPem)
    const name = 'Practice Org Intermediate'
    const cert = issuerCertificate(keyPem, name, this.#issuer)
    const chain = withoutChain ? '' : forge.pki.certificateToPem(cert)
    return new Authority({ name, cert, key }, this.#leafKey, chain)
  }

  /** For `localhost`, names below it, and both loopback addresses. */
  server(): Credential {
    return (this.#server ??= this.serverFor({}))
  }

  /** A server's certificate as nobody should have it: for another host, or out of its time. */
  serverFor(wishes: {
    readonly host?: string
    readonly validFrom?: number
    readonly validTo?: number
  }): Credential {
    const { host } = wishes
    const names = host === undefined ? loopback : [{ type: 2, value: host }]
    return this.#issue(host ?? 'localhost', 'serverAuth', { ...usual, ...wishes, names })
  }

  /** What the org shows to receivers that ask for a certificate. */
  client(commonName: string): Credential {
    return this.#issue(commonName, 'clientAuth', { ...usual, names: [{ type: 2, value: commonName }] })
  }

  #issue(commonName: string, usage: 'serverAuth' | 'clientAuth', wishes: Wishes): Credential {
    const cert = draft(this.#leafKey, commonName, this.#issuer.name, wishes)
    cert.setExtensions([
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', [usage]: true },
      { name: 'subjectAltName', altNames: wishes.names }
    ])
    cert.sign(this.#issuer.key, forge.md.sha256.create())
    return { cert: forge.pki.certificateToPem(cert) + this.#chain, key: this.#leafKey }
  }
}

const loopback = [
  { type: 2, value: 'localhost' },
  { type: 2, value: '*.localhost' },
  { type: 7, ip: '127.0.0.1' },
  { type: 7, ip: '::1' }
]

function issuerCertificate(
  keyPem: string,
  name: string,
  issuer: Pick<Issuer, 'name' | 'key'>
): forge.pki.Certificate {
  const cert = draft(keyPem, name, issuer.name, usual)
  cert.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' }
  ])
  cert.sign(issuer.key, forge.md.sha256.create())
  return cert
}

const newKey = async () => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
}

function draft(
  keyPem: string,
  subject: string,
  issuer: string,
  { validFrom, validTo }: { readonly validFrom: number; readonly validTo: number }
): forge.pki.Certificate {
  const cert = forge.pki.createCertificate()
  const { n, e } = forge.pki.privateKeyFromPem(keyPem)
  cert.publicKey = forge.pki.setRsaPublicKey(n, e)
  // Positive and without padding: a number that began with noughts would be refused once in five hundred times.
  cert.serialNumber = `01${randomBytes(15).toString('hex')}`
  cert.validity.notBefore = daysFromNow(validFrom)
  cert.validity.notAfter = daysFromNow(validTo)
  cert.setSubject([{ name: 'commonName', value: subject }])
  cert.setIssuer([{ name: 'commonName', value: issuer }])
  return cert
}

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000)

let authority: Promise<Authority> | undefined

/** One authority for all orgs of a process: making keys takes a while, and all of them live on loopback. */
export const sharedAuthority = (): Promise<Authority> => (authority ??= Authority.create())
