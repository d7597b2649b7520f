import { type JourneyResult, nameOf } from './journey-results.ts'

/** A test that is known to fail. */
export interface KnownFailure {
  readonly file: string
  /** With the titles around it. */
  readonly test: string
}

/**
 * What is wrong with a run, a sentence each: what failed without being known to, and what is known to fail and does
 * not. Nothing when a run is as it should be.
 */
export function judge(results: readonly JourneyResult[], known: readonly KnownFailure[]): readonly string[] {
  const isKnown = (result: JourneyResult): boolean =>
    known.some(({ file, test }) => file === result.file && test === nameOf(result))
  const failed = results.filter(({ status }) => status === 'failed')
  const surprises = failed.filter((result) => !isKnown(result))
  const closed = known.filter(
    ({ file, test }) => !failed.some((result) => result.file === file && nameOf(result) === test),
  )
  return [
    ...(results.length === 0 ? ['Nothing was run.'] : []),
    ...surprises.map((result) => `${result.file}: '${nameOf(result)}' failed.`),
    ...closed.map(
      ({ file, test }) => `${file}: '${test}' does not fail any more. Strike it off lib/local/known-gaps.ts.`,
    ),
  ]
}
