import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it, vi } from 'vitest'
import { nonLinear } from '../lib/cli/linear-patterns.ts'

vi.setConfig({ testTimeout: 60_000 })

interface Pattern {
  readonly file: string
  readonly source: string
  readonly flags: string
}

const ROOT = join(import.meta.dirname, '..')
const FILES = ['lib', 'lambdas'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
)

function literalsIn(file: string): readonly Pattern[] {
  const found: Pattern[] = []
  const { program } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'))
  const visitor = new Visitor({
    Literal(node) {
      if ('regex' in node) found.push({ file, source: node.regex.pattern, flags: node.regex.flags })
    },
  })
  visitor.visit(program)
  return found
}

/** What a module puts together when it is loaded. */
async function constructedIn(file: string): Promise<readonly Pattern[]> {
  const found: Pattern[] = []
  class Recorded extends RegExp {
    constructor(source: string | RegExp, flags?: string) {
      super(source, flags)
      found.push({ file, source: this.source, flags: this.flags })
    }
  }
  vi.stubGlobal('RegExp', Recorded)
  await import(join(ROOT, file))
  vi.unstubAllGlobals()
  return found
}

const literals = FILES.flatMap(literalsIn)
const constructed = [
  ...(await constructedIn('lib/messaging/uri.ts')),
  ...(await constructedIn('lib/messaging/content-type.ts')),
]

describe('a pattern that is shipped takes time in proportion to the text', () => {
  it.each([...literals, ...constructed])('$file: /$source/$flags', async ({ source, flags }) => {
    expect(await nonLinear(source, flags)).toBeUndefined()
  })

  it('wherever it is put together', () => {
    const files = FILES.filter((file) =>
      readFileSync(join(ROOT, file), 'utf8').includes('new RegExp('),
    ).toSorted()
    // The first one puts names of our own into it, to read what the emulator answers.
    expect(files).toEqual([
      'lib/local/emulators/aws-calls.ts',
      'lib/messaging/content-type.ts',
      'lib/messaging/uri.ts',
    ])
    expect(constructed).toHaveLength(4)
  })
})

describe('a pattern is told to be slow', () => {
  it.each([
    ['^(a+)+$', 'takes exponential time'],
    ['^\\s+|\\s+$', 'takes 2nd degree polynomial time'],
  ])('%s', async (pattern, reason) => {
    expect(await nonLinear(pattern)).toBe(reason)
  })
})
