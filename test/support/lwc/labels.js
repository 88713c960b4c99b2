/* global labels */
for (const [name, text] of Object.entries(labels))
  jest.doMock(`@salesforce/label/c.${name}`, () => ({ default: text }), { virtual: true })
