import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const docs = join(import.meta.dirname, '../../docs')
const page = readFileSync(join(docs, 'guarantees.md'), 'utf8')
const links = [...page.matchAll(/\[(?<title>[^\]]+)\]\((?<file>\.\.\/test\/[^)]+)\)/g)].map(
  ({ groups }) => [groups?.['title'] ?? '', groups?.['file'] ?? ''] as const,
)

it('names a test for every promise', () => {
  const promises = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line))
  expect(promises.length).toBeGreaterThan(15)
  expect(links).toHaveLength(promises.length)
})

it.each(links)('“%s” is a test of %s', (title, file) => {
  expect(readFileSync(join(docs, file), 'utf8')).toContain(title)
})
