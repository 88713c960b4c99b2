import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import lwc from '@salesforce/sfdx-lwc-jest/config.js'

const preset = lwc.jestConfig

/** Tests of the Lightning Web Components, beside them in `__tests__`; their mocks are in test/support/lwc. */
export default {
  ...preset,
  testMatch: ['<rootDir>/force-app/**/__tests__/**/*.test.js'],
  moduleNameMapper: {
    '^lightning/(modal|input)$': '<rootDir>/test/support/lwc/$1',
    '^test/(.*)$': '<rootDir>/test/support/lwc/$1'
  },
  setupFiles: ['<rootDir>/test/support/lwc/labels.js'],
  setupFilesAfterEnv: [...preset.setupFilesAfterEnv, '<rootDir>/test/support/lwc/clean.js'],
  globals: { labels: labels() },
  restoreMocks: false
}

/** The English texts, so that tests read what people read. */
function labels() {
  const file = new URL('../force-app/main/core/labels/CustomLabels.labels-meta.xml', import.meta.url)
  const parser = new XMLParser({ isArray: (name) => name === 'labels', parseTagValue: false })
  const { CustomLabels } = parser.parse(readFileSync(file, 'utf8'))
  return Object.fromEntries(CustomLabels.labels.map(({ fullName, value }) => [fullName, value]))
}
