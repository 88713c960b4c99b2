import axe from 'axe-core'

/** Fails with axe's findings about our own markup. Colours are looked at in a real browser. */
export async function expectAccessible(element) {
  const { violations } = await axe.run(element, {
    rules: {
      'color-contrast': { enabled: false },
      region: { enabled: false },
      // The base components' stubs draw nothing.
      'empty-table-header': { enabled: false }
    }
  })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}
