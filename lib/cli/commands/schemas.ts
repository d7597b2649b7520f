import { Command } from 'commander'
import { schemasCheck } from './schemas-check.ts'

/** `omnibus schemas check` */
export function schemasCommand(root: string): Command {
  return new Command('schemas')
    .description('What events look like, and that it stays so.')
    .addCommand(schemasCheck(root))
}
