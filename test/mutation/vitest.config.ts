import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** A mutant is done with at the first test that notices it, so the quickest are asked first. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const durationOf = (file: TestSpecification): number =>
      this.ctx.cache.getTestSpecificationResult(file)?.duration ?? 0
    return files.toSorted((one, other) => durationOf(one) - durationOf(other))
  }
}

/** The tests that Stryker asks: those that reach lib/messaging in process, and measure no time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/messaging/**/*.test.ts', 'test/adapters/memory.test.ts'],
    exclude: ['test/messaging/{long-text,publish/hostile-requests}.test.ts'],
    setupFiles: ['test/mutation/brief-properties.ts'],
    isolate: false,
    sequence: { sequencer: QuickestFirst },
  },
})
