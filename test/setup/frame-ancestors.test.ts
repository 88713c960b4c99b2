import { expect, test } from 'vitest'
import { frameAncestors } from '../../middleware/setup/frame-ancestors.ts'

test.each([
  ['https://acme.my.salesforce.com', 'bothways', ['https://acme.my.salesforce.com', 'https://acme.lightning.force.com', 'https://acme--bothways.vf.force.com', 'https://acme--c.vf.force.com']],
  ['https://acme--sbx.sandbox.my.salesforce.com', 'bothways', ['https://acme--sbx.sandbox.my.salesforce.com', 'https://acme--sbx.sandbox.lightning.force.com', 'https://acme--sbx--bothways.sandbox.vf.force.com', 'https://acme--sbx--c.sandbox.vf.force.com']],
  ['https://acme-dev-ed.develop.my.salesforce.com/', '', ['https://acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.lightning.force.com', 'https://acme-dev-ed--c.develop.vf.force.com']],
  ['https://cool-fox-1234.scratch.my.salesforce.com', '', ['https://cool-fox-1234.scratch.my.salesforce.com', 'https://cool-fox-1234.scratch.lightning.force.com', 'https://cool-fox-1234--c.scratch.vf.force.com']],
  ['http://127.0.0.1:5000', '', ['http://127.0.0.1:5000']],
  ['https://my.salesforce.com.evil.example', '', ['https://my.salesforce.com.evil.example']],
  ['not an address', '', []]
])('pages around a frame in %s with namespace "%s"', (address, namespace, expected) => {
  expect(frameAncestors(address, namespace)).toEqual(expected)
}) // prettier-ignore
