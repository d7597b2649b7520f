import { subscriptionSettings } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import type { Event, EventData } from '../event.ts'
import { parseExactly } from '../exact-json.ts'
import { typescriptLiteral } from '../typescript-literal.ts'
import type { DeadLetter } from './list-dead-letters.ts'
import { withStandIns } from './stand-ins.ts'

/** A dead letter that no test can be made of. */
export class NoTestPossible extends Error {
  override readonly name = 'NoTestPossible'
}

/** As the formatter of the project has it. */
const LINE_WIDTH = 110
const MAX_SLUG_LENGTH = 60

/**
 * A file of vitest, in TypeScript, that delivers the event of a dead letter to the handler of the working tree: it fails
 * for the reason that the letter died of, until the handler is mended. Sensitive values are masked. Nothing in it but
 * string literals comes from the letter.
 * @throws NoTestPossible
 */
export function deadLetterTest(
  topology: Topology,
  subscription: string,
  { event, cause }: Pick<DeadLetter, 'event' | 'cause'>,
  topologyPath?: string,
): string {
  if (!event) throw new NoTestPossible('The body of this dead letter is no event: no handler ever sees it.')
  if (event.attributes['dataref'] !== undefined) {
    throw new NoTestPossible(
      'The data of this dead letter is in the bucket of the bus, too large for a test.',
    )
  }
  const { topic, tables, environment } = subscriptionSettings(topology, subscription)
  const { event: shown, masked } = withStandIns(topology, topic, event)
  const reason = cause ? `It died of ${cause.code}: ${cause.text}` : 'SQS moved it after its last receive.'
  return [
    "import { expect, it } from 'vitest'",
    "import { deliver } from '#deliver'",
    '',
    `const REASON = ${typescriptLiteral(reason)}`,
    ...dataLines(shown.data, masked.length > 0),
    '',
    `it('${subscription} handles what was a dead letter', async () => {`,
    `  const { outcome } = await deliver('${subscription}', {`,
    ...(topologyPath === undefined ? [] : [`    topology: ${typescriptLiteral(topologyPath)},`]),
    ...eventLines(shown).map((line) => `    ${line}`),
    ...memberLines('What the handler finds in its tables.', 'tables', tables, () => '[]'),
    ...memberLines('Where the handler finds others.', 'environment', environment, typescriptLiteral),
    '  })',
    "  expect(outcome, REASON).toEqual({ status: 'processed' })",
    '}, 60_000)',
    '',
  ].join('\n')
}

/** A name for the file, which vitest finds below `test/`. */
export function deadLetterTestName(subscription: string, { message, event }: DeadLetter): string {
  const id = event?.attributes.id ?? message.messageId
  const slug = id
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/^-|-$/g, '')
  return `${subscription}-${slug || 'letter'}.test.ts`
}

function dataLines(data: EventData | undefined, isMasked: boolean): string[] {
  if (!data) return []
  const masks = isMasked ? ' What the schema marks as sensitive is masked.' : ''
  if ('base64' in data) return [`const DATA = ${typescriptLiteral(data.base64)}`]
  const lines = JSON.stringify(parseExactly(data.json), null, 2).split('\n').map(typescriptLiteral)
  const short = `const DATA = [${lines.join(', ')}].join('\\n')`
  return [
    '',
    `/** JSON as text, so that no number is rounded.${masks} */`,
    ...(lines.length === 1
      ? [`const DATA = ${lines[0]}`]
      : short.length <= LINE_WIDTH
        ? [short]
        : ['const DATA = [', ...lines.map((line) => `  ${line},`), "].join('\\n')"]),
  ]
}

function eventLines({ attributes, data }: Event): string[] {
  const named = Object.entries(attributes).filter(([, value]) => value !== undefined)
  return [
    'event: {',
    '  attributes: {',
    ...named.map(([name, value]) => `    ${keyOf(name)}: ${writtenValue(value)},`),
    '  },',
    ...(data ? [`  data: { ${'json' in data ? 'json' : 'base64'}: DATA },`] : []),
    '},',
  ]
}

function memberLines<Value>(
  why: string,
  name: string,
  members: Readonly<Record<string, Value>>,
  write: (value: Value) => string,
): string[] {
  const entries = Object.entries(members)
  if (entries.length === 0) return []
  return [
    `    // ${why}`,
    `    ${name}: {`,
    ...entries.map(([key, value]) => `      ${keyOf(key)}: ${write(value)},`),
    '    },',
  ]
}

const keyOf = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : typescriptLiteral(name)

const writtenValue = (value: unknown): string =>
  typeof value === 'string' ? typescriptLiteral(value) : String(value)
