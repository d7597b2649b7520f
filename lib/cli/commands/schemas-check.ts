import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { brokenSchemas, staleSchemas } from '../../docs/check-schemas.ts'
import { type PublishedSchema, publishedSchemas } from '../../topology/published-schemas.ts'
import { STATUS } from '../exit-status.ts'
import { importTopology } from '../import-topology.ts'
import { nonLinear, patternsOf } from '../linear-patterns.ts'
import { readSchemas } from '../read-schemas.ts'
import { UsageError } from '../usage-error.ts'

const EXAMPLES = `
Examples:
  omnibus schemas check
  omnibus schemas check --json | jq -r '.mistakes[]'

Exit status: 0 all is as it was published, 1 something is not.`

interface Options {
  readonly docs: string
  readonly topology?: string
  readonly json?: boolean
}

/** `omnibus schemas check` */
export function schemasCheck(root: string): Command {
  return new Command('check')
    .description(
      'Compare with the committed schemas: what was published must not change, and nothing may match slowly.',
    )
    .option('--docs <folder>', 'where the schemas are committed', 'docs')
    .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const schemas = publishedSchemas(await importTopology(root, options.topology))
      const committed = await readSchemas(join(resolve(root, options.docs), 'schemas'))
      const broken = brokenSchemas(schemas, committed)
      const mistakes = [
        ...(broken.length > 0 ? broken : staleSchemas(schemas, committed)),
        ...(await slowPatterns(schemas)),
      ]
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ schemas: schemas.length, mistakes }, null, 2)}\n`)
        if (mistakes.length > 0) process.exitCode = STATUS.mistake
        return
      }
      if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'))
      process.stdout.write(`${schemas.length} schemas: as they were published.\n`)
    })
}

async function slowPatterns(schemas: readonly PublishedSchema[]): Promise<string[]> {
  const users = Map.groupBy(
    schemas.flatMap(({ urn, schema }) => [...patternsOf(schema)].map((pattern) => ({ urn, pattern }))),
    ({ pattern }) => pattern,
  )
  const mistakes: string[] = []
  for (const [pattern, [user]] of users) {
    const reason = await nonLinear(pattern, 'u')
    if (reason === undefined) continue
    mistakes.push(
      `${user?.urn}: the pattern /${pattern}/ ${reason}, so that one hostile event could stop a function. Write it so that it reads the text once.`,
    )
  }
  return mistakes
}
