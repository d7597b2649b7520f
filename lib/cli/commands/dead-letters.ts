import { Command } from 'commander'
import { DEFAULT_API } from '../find-stack.ts'
import { deadLettersEdit } from './dead-letters-edit.ts'
import { deadLettersList } from './dead-letters-list.ts'
import { deadLettersMove } from './dead-letters-move.ts'
import { deadLettersRedrive } from './dead-letters-redrive.ts'
import { deadLettersShow } from './dead-letters-show.ts'

/** `omnibus dead-letters list|show|redrive|move|edit` */
export function deadLettersCommand(root: string): Command {
  const command = new Command('dead-letters').description(
    'What could not be handled, why, and how to put it right.',
  )
  const verbs = [deadLettersList, deadLettersShow, deadLettersRedrive, deadLettersMove, deadLettersEdit]
  for (const verb of verbs.map((make) => make(root))) {
    command.addCommand(
      verb
        .option('--api <url>', `address of the local stack (default: ${DEFAULT_API})`)
        .option('--stage <name>', 'a deployed stack, of the account and region that you are signed in to')
        .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
        .option('--undelivered', 'those that SNS could not bring to the queue')
        .option('--json', 'print JSON'),
    )
  }
  return command
}
