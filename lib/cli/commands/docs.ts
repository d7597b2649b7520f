import { join, relative, resolve } from 'node:path'
import { Command } from 'commander'
import { brokenSchemas } from '../../docs/check-schemas.ts'
import { publishedSchemas } from '../../topology/published-schemas.ts'
import { importTopology } from '../import-topology.ts'
import { readSchemas } from '../read-schemas.ts'
import { UsageError } from '../usage-error.ts'
import { writeDocuments } from '../write-documents.ts'

const EXAMPLES = `
Examples:
  omnibus docs
  omnibus docs --docs /tmp/docs --json | jq '.files'`

interface Options {
  readonly docs: string
  readonly topology?: string
  readonly json?: boolean
}

/** `omnibus docs`: what is committed for the readers of schemas and documents. */
export function docsCommand(root: string): Command {
  return new Command('docs')
    .description(
      'Write the documents of the bus and the schemas of its events, unless that would break what was published.',
    )
    .option('--docs <folder>', 'where they go', 'docs')
    .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const topology = await importTopology(root, options.topology)
      const folder = resolve(root, options.docs)
      const committed = await readSchemas(join(folder, 'schemas'))
      const broken = brokenSchemas(publishedSchemas(topology), committed)
      if (broken.length > 0) throw new UsageError(broken.join('\n'))
      const files = (await writeDocuments(topology, folder)).map((file) => relative(root, file))
      process.stdout.write(`${options.json ? JSON.stringify({ files }, null, 2) : files.join('\n')}\n`)
    })
}
