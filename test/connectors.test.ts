import { describe, expect, test } from 'vitest'
import { connectors } from '../middleware/connectors/index.ts'
import { conformance } from './conformance.ts'
import { doubles } from './doubles/index.ts'

describe('the list of connectors', () => {
  test('names every connector once, and each has a double to prove itself on', () => {
    const names = connectors.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(Object.keys(doubles).sort()).toEqual(names.toSorted())
  })

  test('declares pairs that only speak of objects and fields the connector has', () => {
    for (const { pairs, objects } of connectors)
      for (const { external, lines, match } of pairs) {
        const { fields = {}, openFields, createKey = '' } = objects[external] ?? {}
        const open = (name: string) => openFields !== undefined && name.startsWith(openFields.prefix)
        for (const { external: name } of [...lines, ...match.flatMap(({ keys }) => keys)])
          expect(Object.hasOwn(fields, name) || open(name), name).toBe(true)
        expect(fields).toHaveProperty([createKey])
        const written = lines.filter((line) => line.direction !== 'toSalesforce')
        expect(written.filter((line) => fields[line.external]?.readOnly)).toEqual([])
      }
  })
})

for (const connector of connectors) {
  const double = doubles[connector.name]
  if (double) conformance(connector, double.practise)
}
