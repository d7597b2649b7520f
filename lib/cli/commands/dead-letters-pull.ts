import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { Command } from 'commander'
import {
  deadLetterTest,
  deadLetterTestName,
  NoTestPossible,
} from '../../messaging/dead-letter/dead-letter-test.ts'
import { findDeadLetter } from '../find-dead-letter.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends DeadLetterOptions {
  readonly id: string
  readonly output?: string
}

const FOLDER = 'test/dead-letters'

const EXAMPLES = `
Examples:
  omnibus dead-letters pull inventory --id order-17
  omnibus dead-letters pull inventory --id order-17 --stage prod --output test/inventory/order-17.test.ts
  npx vitest run test/dead-letters/inventory-order-17.test.ts

The test delivers the event to the handler of the working tree, on an AWS in memory whose tables are empty: write into it
what the handler must find. It fails for the reason that the letter died of, and passes once the handler is mended. What a
schema marks as sensitive is masked. The dead letter stays where it is. Vitest looks for tests below test/.`

export function deadLettersPull(root: string): Command {
  return new Command('pull')
    .description('Write a dead letter as a test that fails until its handler is mended.')
    .argument('<subscription>')
    .requiredOption('--id <id>', 'id of the event or of the message')
    .option('--output <file>', `where it goes, - for standard output (default: a file in ${FOLDER}/)`)
    .addHelpText('after', EXAMPLES)
    .action(async (subscription: string, options: Options) => {
      const deps = await openDeadLetters(root, subscription, options)
      const letter = await findDeadLetter(deps, options.id)
      const topologyPath = options.topology ?? process.env['OMNIBUS_TOPOLOGY']
      const source = testOf(() => deadLetterTest(deps.topology, subscription, letter, topologyPath))
      if (options.output === '-') {
        process.stdout.write(source)
        return
      }
      const name = deadLetterTestName(subscription, letter)
      const file = options.output === undefined ? join(root, FOLDER, name) : resolve(options.output)
      await writeNew(file, source)
      const path = relative(process.cwd(), file)
      process.stdout.write(
        options.json ? `${JSON.stringify({ file: path })}\n` : `${path}\nRun it: npx vitest run ${path}\n`,
      )
    })
}

function testOf(make: () => string): string {
  try {
    return make()
  } catch (cause) {
    if (cause instanceof NoTestPossible) throw new UsageError(cause.message, { cause })
    throw cause
  }
}

/** Somebody may have worked on one that is there. */
async function writeNew(file: string, source: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  try {
    await writeFile(file, source, { flag: 'wx' })
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'is there already' : `${cause}`
    throw new UsageError(`${file}: ${reason}. Name another file with --output.`, { cause })
  }
}
