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
import { tailCommand } from './commands/tail.ts'
import { topicsCommand } from './commands/topics.ts'
import { STATUS_TABLE } from './exit-status.ts'

/** Every verb of the command line. */
export function omnibusProgram(root: string): Command {
  const program = new Command('omnibus')
    .description('One message bus for every service of a company.')
    .addHelpText('after', STATUS_TABLE)
    .addCommand(startCommand(root))
    .addCommand(consoleCommand(root))
    .addCommand(publishCommand())
    .addCommand(tailCommand(root))
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
  hintAtHelp(program)
  return program
}

/** Commands that are added inherit nothing. */
function hintAtHelp(command: Command): void {
  command.showHelpAfterError('Add --help to see what is possible.')
  for (const each of command.commands) hintAtHelp(each)
}
