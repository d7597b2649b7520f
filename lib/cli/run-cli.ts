import { STATUS } from './exit-status.ts'
import { mistakeIn } from './mistake.ts'
import { omnibusProgram } from './program.ts'

/** The command line of a bus. A mistake of the user ends with one sentence and status 1. */
export async function runCli(argv: readonly string[], root: string): Promise<void> {
  try {
    await omnibusProgram(root).parseAsync([...argv])
  } catch (error) {
    const sentence = mistakeIn(error)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    process.exitCode = STATUS.mistake
  }
}
