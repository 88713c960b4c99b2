import { defineConfig } from 'vitest/config'

/** Faults and fuzzing take their time and both cores, so they run after the rest, one file at a time. */
export default defineConfig({
  test: {
    root: '.',
    globalSetup: 'test/support/cluster.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'promises',
          include: ['test/**/*.test.ts', 'middleware/**/*.test.ts'],
          exclude: ['test/faults/**', 'test/fuzz/**', 'test/browser/**'],
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 180_000,
          // The first may have to build the console; each has a browser of its own.
          fileParallelism: false,
          sequence: { groupOrder: 1 }
        }
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 }
        }
      }
    ]
  }
})
