import { Command } from 'commander'
import { deadLettersCommand } from './commands/dead-letters.ts'
import { publishCommand } from './commands/publish.ts'
import { startCommand } from './commands/start.ts'
import { UsageError } from './usage-error.ts'

/** The command line of a bus. A mistake of the user ends with one sentence and status 1. */
export async function runCli(argv: readonly string[], root: string): Promise<void> {
  const program = new Command('omnibus')
    .description('One message bus for every service of a company.')
    .showHelpAfterError('Add --help to see what is possible.')
    .addCommand(startCommand(root))
    .addCommand(publishCommand())
    .addCommand(deadLettersCommand(root))
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
