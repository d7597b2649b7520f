import { Command } from 'commander'
import { DEFAULT_API } from '../find-stack.ts'
import { deadLettersList } from './dead-letters-list.ts'
import { deadLettersRedrive } from './dead-letters-redrive.ts'
import { deadLettersShow } from './dead-letters-show.ts'

/** `omnibus dead-letters list|show|redrive` */
export function deadLettersCommand(root: string): Command {
  const command = new Command('dead-letters').description(
    'What could not be handled, why, and how to put it right.',
  )
  for (const verb of [deadLettersList(root), deadLettersShow(root), deadLettersRedrive(root)]) {
    command.addCommand(
      verb
        .option('--api <url>', 'address of the local stack', DEFAULT_API)
        .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
        .option('--json', 'print JSON'),
    )
  }
  return command
}
