import { Command } from 'commander'
import { auditCommand } from './commands/audit.ts'
import { consoleCommand } from './commands/console.ts'
import { deadLettersCommand } from './commands/dead-letters.ts'
import { docsCommand } from './commands/docs.ts'
import { doctorCommand } from './commands/doctor.ts'
import { eventsCommand } from './commands/events.ts'
import { publishCommand } from './commands/publish.ts'
import { schemasCommand } from './commands/schemas.ts'
import { startCommand } from './commands/start.ts'
import { subscriptionsCommand } from './commands/subscriptions.ts'
import { switchCommand } from './commands/switch.ts'
import { topicsCommand } from './commands/topics.ts'
import { mistakeIn } from './mistake.ts'

/** The command line of a bus. A mistake of the user ends with one sentence and status 1. */
export async function runCli(argv: readonly string[], root: string): Promise<void> {
  const program = new Command('omnibus')
    .description('One message bus for every service of a company.')
    .showHelpAfterError('Add --help to see what is possible.')
    .addCommand(startCommand(root))
    .addCommand(consoleCommand(root))
    .addCommand(publishCommand())
    .addCommand(topicsCommand(root))
    .addCommand(subscriptionsCommand(root))
    .addCommand(switchCommand(root, 'pause'))
    .addCommand(switchCommand(root, 'resume'))
    .addCommand(eventsCommand(root))
    .addCommand(deadLettersCommand(root))
    .addCommand(auditCommand(root))
    .addCommand(doctorCommand(root))
    .addCommand(schemasCommand(root))
    .addCommand(docsCommand(root))
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    const sentence = mistakeIn(error)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    process.exitCode = 1
  }
}
