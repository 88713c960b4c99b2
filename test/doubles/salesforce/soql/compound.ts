import type { Field } from '../schema/field.ts'
import type { Row } from '../store/row.ts'

/** An address field as one object, or null when all its parts are blank. */
export function compound(row: Row, field: Field): object | null {
  const prefix = field.name.replace(/Address$/, '')
  const part = (name: string) => row[prefix + name] ?? null
  const address = {
    city: part('City'),
    country: part('Country'),
    geocodeAccuracy: part('GeocodeAccuracy'),
    latitude: part('Latitude'),
    longitude: part('Longitude'),
    postalCode: part('PostalCode'),
    state: part('State'),
    street: part('Street')
  }
  return Object.values(address).some((value) => value !== null) ? address : null
}
