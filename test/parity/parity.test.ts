import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINISTACK_GAPS } from '../../lib/local/known-gaps.ts'
import { AT_HOME_ONLY, NEEDS_FUNCTIONS_HERE } from '../support/at-home-only.ts'
import { ROOT } from '../support/root.ts'
import type { JourneyResult } from './journey-results.ts'
import { judge } from './judge.ts'
import { parityPage } from './parity-page.ts'

const result = (title: string, status: JourneyResult['status']): JourneyResult => ({
  file: 'test/journeys/a.test.ts',
  titles: ['an event', title],
  status,
})
const known = [{ file: 'test/journeys/a.test.ts', test: 'an event > is late' }]

describe('a run', () => {
  it('is well when what is known to fail fails, and nothing else does', () => {
    expect(judge([result('is late', 'failed'), result('arrives', 'passed')], known)).toEqual([])
  })

  it('is not when something else fails', () => {
    expect(judge([result('is late', 'failed'), result('arrives', 'failed')], known)).toEqual([
      "test/journeys/a.test.ts: 'an event > arrives' failed.",
    ])
  })

  it.each(['passed', 'skipped'] as const)('is not when what is known to fail %s', (status) => {
    expect(judge([result('is late', status)], known)).toEqual([
      "test/journeys/a.test.ts: 'an event > is late' does not fail any more. Strike it off lib/local/known-gaps.ts.",
    ])
  })

  it('is not when there was none', () => {
    expect(judge([], [])).toEqual(['Nothing was run.'])
  })
})

describe('the page', () => {
  it('has a row for each behaviour, and the same text for the same outcomes', () => {
    const atHome = [result('is late', 'passed'), result('arrives', 'passed')]
    const there = [result('arrives', 'passed'), result('is late', 'failed')]
    const page = parityPage(atHome, there)
    expect(page).toContain('\n| an event | passes | 1 known to fail |\n')
    expect(parityPage(atHome.toReversed(), there.toReversed())).toBe(page)
  })

  it('says what is at home only', () => {
    const page = parityPage([result('arrives', 'passed')], [result('arrives', 'skipped')])
    expect(page).toContain('| an event | passes | at home only |')
  })
})

describe('the known gaps of MiniStack', () => {
  const journeys = MINISTACK_GAPS.flatMap((gap) => gap.journeys)

  it('cost at most five journeys, and none that publishes, consumes, commits or redrives', () => {
    expect(journeys.length).toBeLessThanOrEqual(5)
    const core = /publish|idempotency-key|shop|faults|real-webhooks|client|lifecycle/
    expect(journeys.filter(({ file }) => core.test(file))).toEqual([])
  })

  it('each have a link to where its makers say so', () => {
    for (const { link } of MINISTACK_GAPS)
      expect(link).toMatch(/^https:\/\/github\.com\/ministackorg\/ministack\//)
  })
})

it.each(AT_HOME_ONLY)('what is at home only is there: $file $test', ({ file, test }) => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  for (const title of test?.split(' > ') ?? []) expect(text).toContain(`'${title}'`)
})

it('journeys whose functions must reach this machine are all named', () => {
  const files = readdirSync(join(ROOT, 'test/journeys')).map((name) => `test/journeys/${name}`)
  const reaching = files.filter((file) =>
    /startRecordedStack|functionEnvironment/.test(readFileSync(join(ROOT, file), 'utf8')),
  )
  const alwaysAtHome = AT_HOME_ONLY.filter(({ test }) => test === undefined).map(({ file }) => file)
  expect(reaching.filter((file) => !alwaysAtHome.includes(file)).sort()).toEqual(NEEDS_FUNCTIONS_HERE)
})
