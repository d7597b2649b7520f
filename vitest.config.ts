import { defineConfig } from 'vitest/config'
import { AT_HOME_ONLY, NEEDS_FUNCTIONS_HERE } from './test/support/at-home-only.ts'
import { functionsReachHere, isDeployed, RESULTS } from './test/support/target.ts'

/** What starts a whole stack runs one after another. */
const ONE_STACK = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 }
/** Deploying takes longer than starting. */
const DEPLOYED = { ...ONE_STACK, testTimeout: 180_000, hookTimeout: 180_000 }

const NOT_DEPLOYED = AT_HOME_ONLY.flatMap(({ file, test }) => (test === undefined ? [file] : []))

const HOME = [
  {
    test: {
      name: 'unit',
      include: ['test/**/*.test.ts'],
      exclude: [
        'test/browser/**',
        'test/conformance/**',
        'test/deployed/**',
        'test/journeys/**',
        'test/local/**',
      ],
    },
  },
  { test: { name: 'stack', include: ['test/{conformance,journeys,local}/**/*.test.ts'], ...ONE_STACK } },
]

const ELSEWHERE = [
  {
    test: {
      name: 'deployed',
      include: ['test/{conformance,deployed,journeys}/**/*.test.ts'],
      exclude: [...NOT_DEPLOYED, ...(functionsReachHere ? [] : NEEDS_FUNCTIONS_HERE)],
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
