import { defineConfig } from 'vitest/config'
import { AT_HOME_ONLY } from './test/support/at-home-only.ts'
import { isDeployed, RESULTS } from './test/support/target.ts'

/** What starts a whole stack runs one after another. */
const ONE_STACK = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 }
/** Deploying takes longer than starting. */
const DEPLOYED = { ...ONE_STACK, testTimeout: 180_000, hookTimeout: 180_000 }

const HOME = [
  {
    test: {
      name: 'unit',
      include: ['test/**/*.test.ts'],
      exclude: ['test/conformance/**', 'test/deployed/**', 'test/journeys/**', 'test/local/**'],
    },
  },
  { test: { name: 'stack', include: ['test/{conformance,journeys,local}/**/*.test.ts'], ...ONE_STACK } },
]

const ELSEWHERE = [
  {
    test: {
      name: 'deployed',
      include: ['test/{conformance,deployed,journeys}/**/*.test.ts'],
      exclude: AT_HOME_ONLY.filter(({ test }) => test === undefined).map(({ file }) => file),
      setupFiles: ['test/support/skip-at-home-only.ts'],
      ...DEPLOYED,
    },
  },
]

export default defineConfig({
  test: {
    projects: isDeployed ? ELSEWHERE : HOME,
    ...(RESULTS && { reporters: ['default', ['json', { outputFile: RESULTS }]] }),
  },
})
