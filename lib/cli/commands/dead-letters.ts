import { Command } from 'commander'
import { withStackOptions } from '../locate.ts'
import { deadLettersEdit } from './dead-letters-edit.ts'
import { deadLettersList } from './dead-letters-list.ts'
import { deadLettersMove } from './dead-letters-move.ts'
import { deadLettersPull } from './dead-letters-pull.ts'
import { deadLettersPurge } from './dead-letters-purge.ts'
import { deadLettersRedrive } from './dead-letters-redrive.ts'
import { deadLettersShow } from './dead-letters-show.ts'

/** `omnibus dead-letters list|show|redrive|move|edit|pull|purge` */
export function deadLettersCommand(root: string): Command {
  const command = new Command('dead-letters').description(
    'What could not be handled, why, and how to put it right.',
  )
  const verbs = [
    deadLettersList,
    deadLettersShow,
    deadLettersRedrive,
    deadLettersMove,
    deadLettersEdit,
    deadLettersPull,
    deadLettersPurge,
  ]
  for (const verb of verbs.map((make) => make(root))) {
    command.addCommand(
      withStackOptions(verb).option('--undelivered', 'those that SNS could not bring to the queue'),
    )
  }
  return command
}
