import { createInterface } from 'node:readline/promises'
import { UsageError } from './usage-error.ts'

/**
 * Asks on stderr for a word, for what cannot be taken back.
 * @throws UsageError when another one is typed, or none
 */
export async function confirmByTyping(word: string, warning: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin })
  try {
    process.stderr.write(`${warning}\nType '${word}' to go on: `)
    const { value } = await terminal[Symbol.asyncIterator]().next()
    process.stderr.write('\n')
    if (value !== word) throw new UsageError('That is something else: nothing was done.')
  } finally {
    terminal.close()
  }
}
