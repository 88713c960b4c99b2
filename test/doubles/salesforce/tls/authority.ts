import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import forge from 'node-forge'

/** A certificate with its key, both PEM. */
export interface Credential {
  readonly cert: string
  readonly key: string
}

interface Issuer {
  readonly cert: forge.pki.Certificate
  readonly key: forge.pki.rsa.PrivateKey
}

/** Two days before, a year after now: enough for any clock. */
const validFrom = -2
const validTo = 365

/**
 * A certificate authority of our own, made at start and never written down. Clients trust `caPem`; the server's
 * certificate is good for the loopback names only.
 */
export class Authority {
  readonly caPem: string
  readonly #issuer: Issuer
  readonly #leafKey: string
  #server: Credential | undefined

  private constructor(issuer: Issuer, leafKey: string) {
    this.#issuer = issuer
    this.#leafKey = leafKey
    this.caPem = forge.pki.certificateToPem(issuer.cert)
  }

  static async create(): Promise<Authority> {
    const [caKey, leafKey] = await Promise.all([newKey(), newKey()])
    const key = forge.pki.privateKeyFromPem(caKey)
    const cert = draft(caKey, 'Practice Org CA', 'Practice Org CA')
    cert.setExtensions([
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' }
    ])
    cert.sign(key, forge.md.sha256.create())
    return new Authority({ cert, key }, leafKey)
  }

  /** For `localhost`, names below it, and both loopback addresses. */
  server(): Credential {
    this.#server ??= this.#issue('localhost', 'serverAuth', [
      { type: 2, value: 'localhost' },
      { type: 2, value: '*.localhost' },
      { type: 7, ip: '127.0.0.1' },
      { type: 7, ip: '::1' }
    ])
    return this.#server
  }

  /** What the org shows to receivers that ask for a certificate. */
  client(commonName: string): Credential {
    return this.#issue(commonName, 'clientAuth', [{ type: 2, value: commonName }])
  }

  #issue(commonName: string, usage: 'serverAuth' | 'clientAuth', altNames: object[]): Credential {
    const cert = draft(this.#leafKey, commonName, 'Practice Org CA')
    cert.setExtensions([
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', [usage]: true },
      { name: 'subjectAltName', altNames }
    ])
    cert.sign(this.#issuer.key, forge.md.sha256.create())
    return { cert: forge.pki.certificateToPem(cert), key: this.#leafKey }
  }
}

const newKey = async () => {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
}

function draft(keyPem: string, subject: string, issuer: string): forge.pki.Certificate {
  const cert = forge.pki.createCertificate()
  const { n, e } = forge.pki.privateKeyFromPem(keyPem)
  cert.publicKey = forge.pki.setRsaPublicKey(n, e)
  // A leading zero keeps the number positive.
  cert.serialNumber = `00${randomBytes(15).toString('hex')}`
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
