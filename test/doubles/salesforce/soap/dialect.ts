/** The namespaces of one SOAP API. */
export interface Dialect {
  readonly name: 'partner' | 'enterprise'
  readonly api: string
  readonly sobject: string
  readonly fault: string
}

const dialect = (name: Dialect['name']): Dialect => ({
  name,
  api: name === 'partner' ? 'urn:partner.soap.sforce.com' : 'urn:enterprise.soap.sforce.com',
  sobject: `urn:sobject.${name}.soap.sforce.com`,
  fault: `urn:fault.${name}.soap.sforce.com`
})

/** Loosely typed: each record says its object in `type`. */
export const partner = dialect('partner')

/** Typed by the org's own WSDL: each record says its object in `xsi:type`. */
export const enterprise = dialect('enterprise')
