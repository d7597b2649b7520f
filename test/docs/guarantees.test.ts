import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isTitled, titlesIn } from './support/titles-in.ts'

const docs = join(import.meta.dirname, '../../docs')
const page = readFileSync(join(docs, 'guarantees.md'), 'utf8')

const linksIn = (text: string) =>
  [...text.matchAll(/\[(?<title>[^\]]+)\]\((?<file>\.\.\/test\/[^)]+)\)/g)].map(
    ({ groups }) => [groups?.['title'] ?? '', groups?.['file'] ?? ''] as const,
  )
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line))

it('names tests for every promise, and nothing else in its place', () => {
  expect(rows.length).toBeGreaterThan(15)
  for (const row of rows) {
    const [, cell = ''] = row.slice(2, -1).split(' | ')
    const links = linksIn(cell).map(([title, file]) => `[${title}](${file})`)
    expect(links).not.toEqual([])
    expect(cell.trim()).toBe(links.join(', '))
  }
})

it.each(linksIn(page))('“%s” is a test of %s', (title, file) => {
  const titles = titlesIn(readFileSync(join(docs, file), 'utf8'))
  expect(titles.filter((each) => isTitled(each, title))).not.toEqual([])
})

describe('a link', () => {
  const source = `
    // it('is a comment', () => {})
    it('moves a letter (at home)', () => {})
    it.each([1])('%s moves back', () => expect('in a test').toBe('in a test'))
    test.concurrent(\`moves \${all}\`, () => {})
    it.skip('is skipped', () => {})
    describe.skip('a part', () => it('is skipped with its part', () => {}))
    it('comes after it', () => {})`

  it.each(['moves a letter', 'moves back', 'moves', 'comes after it'])('leads to a test: %s', (title) => {
    expect(titlesIn(source).some((each) => isTitled(each, title))).toBe(true)
  })

  it.each(['', 'is a comment', 'move', 'a letter', 'in a test', 'is skipped', 'is skipped with its part'])(
    'leads to none: “%s”',
    (title) => {
      expect(titlesIn(source).some((each) => isTitled(each, title))).toBe(false)
    },
  )
})
