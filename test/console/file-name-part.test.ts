import { describe, expect, it } from 'vitest'
import { fileNamePart } from '../../console/src/components/file-name-part.ts'

describe('the name of a file', () => {
  it.each([
    ['inventory', 'inventory'],
    ['../../etc/passwd', 'etc-passwd'],
    ['\u202eexe.txt', 'exe-txt'],
    ['…', 'unnamed'],
    ['x'.repeat(100), 'x'.repeat(60)],
  ])('%j becomes %j', (text, part) => {
    expect(fileNamePart(text)).toBe(part)
  })
})
