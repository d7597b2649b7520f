import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../support/root.ts'
import { readResults } from './journey-results.ts'
import { parityPage } from './parity-page.ts'

/** `npm run parity -- <embedded.json> <ministack.json> [--check]`: docs/parity.md of the outcomes of two runs. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false } },
})
const [embedded = '', ministack = ''] = positionals
const path = join(ROOT, 'docs/parity.md')
const page = parityPage(await readResults(embedded), await readResults(ministack))

if (!values.check) await writeFile(path, page)
else if ((await readFile(path, 'utf8')) !== page) {
  console.error(
    `docs/parity.md is not what these runs say. Write it anew with 'npm run parity'. It would be:\n${page}`,
  )
  process.exitCode = 1
}
