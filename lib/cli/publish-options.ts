import { randomUUID } from 'node:crypto'
import { credentialChain } from '../adapters/aws/credentials.ts'
import { type Client, createClient, type NewEvent } from '../client/index.ts'
import { parseExactly } from '../messaging/exact-json.ts'
import type { Topology } from '../topology/types.ts'
import { DEFAULT_API, ensureStack } from './find-stack.ts'
import { type EventEntry, eventsOf, readInput } from './read-events.ts'
import { UsageError } from './usage-error.ts'

export interface PublishOptions {
  readonly data?: string
  readonly events?: string
  readonly id?: string
  readonly source: string
  readonly subject?: string
  readonly partitionKey?: string
  readonly idempotencyKey?: string
  readonly url?: string
  readonly region?: string
  readonly json?: boolean
}

/**
 * A client of the bus that the options name: the stack at home, or one in AWS, as whoever is signed in there.
 * @throws UsageError when nobody is
 */
export async function clientFor({ url: given, source, region }: PublishOptions): Promise<Client<Topology>> {
  const url = given ?? (process.env['OMNIBUS_URL'] || DEFAULT_API)
  if (url === DEFAULT_API) await ensureStack(url, '--url')
  const signingRegion = region ?? (process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'])
  const credentials = credentialChain()
  try {
    const client = createClient(url, {
      source,
      credentials,
      ...(signingRegion && { region: signingRegion }),
    })
    if (url.startsWith('https:')) await credentials().catch(notSignedIn)
    return client
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause })
  }
}

function notSignedIn(cause: Error): never {
  throw new Error(
    `${cause.message}. Sign in to AWS: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  )
}

/** What the options say to publish, and the key that makes a repeat of it the same. */
export async function entriesOf(
  type: string | undefined,
  options: PublishOptions,
): Promise<{ readonly entries: readonly EventEntry[]; readonly key: string }> {
  const { data, events, idempotencyKey: key = randomUUID() } = options
  if ((data === undefined) === (events === undefined)) {
    throw new UsageError("Say what to publish: --data '<json>', --data @<file>, --data - or --events <file>.")
  }
  if (events === undefined)
    return { key, entries: [{ position: 'event', event: await oneEvent(type, options) }] }
  const misplaced = [type, options.id, options.subject, options.partitionKey].some(
    (given) => given !== undefined,
  )
  if (misplaced) {
    throw new UsageError('With --events each event says its own type, id, subject and partitionkey.')
  }
  const entries = eventsOf(await readInput(events))
  if (entries.length === 0) throw new UsageError(`There are no events in '${events}'.`)
  return { key, entries }
}

async function oneEvent(type: string | undefined, options: PublishOptions): Promise<NewEvent> {
  if (type === undefined) throw new UsageError('Say the event type: omnibus publish <topic> <type> --data …')
  const { data = '', id, subject, partitionKey: partitionkey } = options
  const text = await dataText(data)
  try {
    return {
      type,
      data: parseExactly(text),
      ...(id !== undefined && { id }),
      ...(subject !== undefined && { subject }),
      ...(partitionkey !== undefined && { partitionkey }),
    }
  } catch (cause) {
    throw new UsageError(`The data is not JSON (${(cause as Error).message}).`, { cause })
  }
}

/** What `--data` means: the text itself, that of `@<file>`, or of standard input. */
export async function dataText(data: string): Promise<string> {
  return data === '-' || data.startsWith('@') ? readText(data.replace('@', '')) : data
}

async function readText(path: string): Promise<string> {
  const bytes = await readInput(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UsageError('The data is not UTF-8 text.', { cause })
  }
}
