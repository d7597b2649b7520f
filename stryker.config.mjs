/** Mutation testing of the domain: what each line is worth to its tests. docs/mutation.md has the latest results. */
export default {
  mutate: ['lib/messaging/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Constants of a module would need a fresh process for each mutant, and cost as much as all the others together.
  ignoreStatic: true,
  // Stryker would read tsconfig.json by the compiler API, which TypeScript 7 does not have. Ours names no other file.
  tsconfigFile: 'none',
  // Also the time that a busy machine may take for a test; an endless loop is recognised by its count.
  timeoutMS: 30_000,
  concurrency: 2,
  // A runner grows with each mutant that it has run, and slows down.
  maxTestRunnerReuse: 120,
  thresholds: { high: 95, low: 85, break: 85 },
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
}
