import * as z from 'zod'

export interface ShapeMistake {
  readonly sentence: string
  /** The other rules cannot be checked on a value of another type. */
  readonly unreadable: boolean
}

const texts = z.array(z.string())
const number = z.number().optional()
/** Any copy and any flavour of zod will do. */
const schema = z.custom((value) => typeof value === 'object' && value !== null && '_zod' in value)

const event = exactly({
  schema: schema.optional(),
  versions: z.record(z.string(), schema).optional(),
  summary: z.string().optional(),
})
const topic = exactly({
  events: z.record(z.string(), event),
  ordered: z.boolean().optional(),
  partitionKey: z.string().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  maximumMessageSize: number,
  publishers: exactly({ principals: texts.optional(), sources: texts.optional() }).optional(),
})
const subscription = exactly({
  topic: z.string(),
  events: texts.optional(),
  filter: z.record(z.string(), z.array(z.unknown())).optional(),
  handler: z.string().optional(),
  group: z.string().optional(),
  timeoutSeconds: number,
  memoryMegabytes: number,
  visibilityTimeoutSeconds: number,
  batchSize: number,
  batchWindowSeconds: number,
  maximumConcurrency: number,
  retry: exactly({ maxAttempts: number, minDelaySeconds: number, maxDelaySeconds: number }).optional(),
  publishes: texts.optional(),
  tables: z
    .record(z.string(), exactly({ partitionKey: z.string(), sortKey: z.string().optional() }))
    .optional(),
  environment: z.record(z.string(), z.string()).optional(),
})
const topology = exactly({
  name: z.string(),
  topics: z.record(z.string(), topic),
  subscriptions: z.record(z.string(), subscription),
  ledger: exactly({ batching: z.enum(['item', 'partiql']).optional() }).optional(),
  browserOrigins: texts.optional(),
  home: z.string().optional(),
})

/**
 * What the types would have said, for a declaration that nobody compiled; and a setting that does not exist, which
 * TypeScript lets pass in an inferred literal.
 */
export function shapeMistakes(given: unknown): ShapeMistake[] {
  const { error } = topology.safeParse(given, { error: expectation })
  return (error?.issues ?? []).map(({ code, path, message }) => ({
    sentence: `${path.length > 0 ? path.join('.') : 'topology'}: ${message}`,
    unreadable: code !== 'unrecognized_keys',
  }))
}

function exactly<Shape extends z.ZodRawShape>(shape: Shape) {
  const allowed = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${quoted(issue.keys as string[])} is not known here. Allowed: ${allowed}. Mend the spelling, or leave it out.`
        : undefined,
  })
}

function expectation({ code, expected, values, input }: z.core.$ZodRawIssue): string {
  const what =
    code === 'custom'
      ? 'a zod schema'
      : code === 'invalid_value'
        ? (values as string[]).map((value) => `'${value}'`).join(' or ')
        : NAMES[String(expected)]
  return input === undefined
    ? `is missing. Give ${what ?? 'a value'}.`
    : `is ${JSON.stringify(input)}. Give ${what ?? 'another value'}.`
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `'${key}'`).join(', ')
