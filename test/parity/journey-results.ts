import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { ROOT } from '../support/root.ts'

/** What became of one test. */
export interface JourneyResult {
  readonly file: string
  /** Titles from the outermost in; the last one is the test's own. */
  readonly titles: readonly string[]
  readonly status: 'passed' | 'failed' | 'skipped'
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    /** Of what went wrong outside of its tests. */
    readonly message?: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

/** The name by which lists mean a test of a file. */
export const nameOf = ({ titles }: Pick<JourneyResult, 'titles'>): string => titles.join(' > ')

/** Reads what vitest's JSON reporter wrote. A file that fails outside of its tests counts as one that failed. */
export async function readResults(path: string): Promise<readonly JourneyResult[]> {
  const { testResults } = JSON.parse(await readFile(path, 'utf8')) as Report
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(ROOT, name)
    const results: JourneyResult[] = assertionResults.map(({ ancestorTitles, title, status: ended }) => ({
      file,
      titles: [...ancestorTitles, title],
      status: ended === 'passed' || ended === 'failed' ? ended : 'skipped',
    }))
    return message ? [...results, { file, titles: ['what surrounds its tests'], status: 'failed' }] : results
  })
}
