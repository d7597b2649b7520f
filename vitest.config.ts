import { defineConfig } from 'vitest/config'

/** A journey starts a whole stack, so journeys run one after another; everything else runs in parallel. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/conformance/**', 'test/journeys/**', 'test/local/**'],
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/{conformance,journeys,local}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
