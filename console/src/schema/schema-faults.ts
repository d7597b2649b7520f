import { type OutputUnit, Validator } from '@cfworker/json-schema'
import type { Fault } from './fault.ts'
import { resolved, type Schema } from './json-schema.ts'
import { below } from './pointer.ts'

/** They only say that something within is wrong, which is told on its own. */
const OF_WHAT_IS_WITHIN = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems'],
  ...['$ref', 'allOf'],
])

/**
 * What a schema has against a value of JSON. Formats are left to who has the last word: 2020-12 takes them for remarks.
 * @throws Error for half a character in a key, a pattern of another dialect, or depth without an end: who wrote it may
 * have meant it, so nobody can say here whether it fits.
 */
export function schemaFaults(schema: Schema, value: unknown): readonly Fault[] {
  const { errors } = new Validator(schema as object, '2020-12', false).validate(value)
  const isWithinAlternative = withinAlternatives(schema, errors)
  return errors
    .filter(({ keyword }) => keyword !== 'format' && !OF_WHAT_IS_WITHIN.has(keyword))
    .filter((error) => !isWithinAlternative(error))
    .map((error) => faultOf(schema, error))
}

/** Where none of several alternatives fits, that alone is told; of `X or null`, what is wrong with X is. */
function withinAlternatives(schema: Schema, errors: readonly OutputUnit[]): (error: OutputUnit) => boolean {
  const hidden = errors
    .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
    .flatMap(({ keywordLocation }) => {
      const alternatives = limitAt(schema, keywordLocation) as readonly Schema[]
      const [only, ...others] = [...alternatives.keys()].filter(
        (index) => resolved(schema, alternatives[index] ?? {}).type !== 'null',
      )
      if (others.length > 0) return [`${keywordLocation}/`]
      const nulls = [...alternatives.keys()].filter((index) => index !== only)
      return [keywordLocation, ...nulls.map((index) => `${keywordLocation}/${index}/`)]
    })
  return ({ keywordLocation }) =>
    hidden.some((place) =>
      place.endsWith('/') ? keywordLocation.startsWith(place) : keywordLocation === place,
    )
}

function faultOf(schema: Schema, { instanceLocation, keyword, keywordLocation, error }: OutputUnit): Fault {
  const pointer = decodeURIComponent(instanceLocation.slice(1))
  if (keyword === 'required') {
    const [, name = ''] = /"(.*)"/s.exec(error) ?? []
    return { pointer: below(pointer, name), detail: 'is missing' }
  }
  // It is not where the schema has it, but where the value has what is forbidden.
  if (keyword === 'false') return { pointer, detail: 'is no member that the schema has' }
  const limit = limitAt(schema, keywordLocation)
  const words = limit === undefined ? undefined : WORDS[keyword]?.(limit as never)
  return { pointer, detail: words ?? `does not fit (${error})` }
}

/** For each keyword what its limit has against a value. */
const WORDS: Readonly<Record<string, (limit: never) => string>> = {
  type: (type: string | readonly string[]) => `is not of type ${[type].flat().join(' or ')}`,
  enum: (choices: readonly unknown[]) => noneOf(choices),
  const: (only: unknown) => noneOf([only]),
  anyOf: ({ length }: readonly Schema[]) => `fits none of the ${length} alternatives`,
  oneOf: ({ length }: readonly Schema[]) => `does not fit exactly one of the ${length} alternatives`,
  minLength: (least: number) => (least === 1 ? 'is empty' : `is shorter than ${least} characters`),
  maxLength: (most: number) => `is longer than ${counted(most, 'character')}`,
  pattern: (pattern: string) => `does not match ${pattern}`,
  minItems: (least: number) => `has fewer than ${counted(least, 'item')}`,
  maxItems: (most: number) => `has more than ${counted(most, 'item')}`,
  minimum: (least: number) => `is less than ${least}`,
  maximum: (most: number) => `is more than ${most}`,
  exclusiveMinimum: (limit: number) => `is not more than ${limit}`,
  exclusiveMaximum: (limit: number) => `is not less than ${limit}`,
  multipleOf: (unit: number) => `is no multiple of ${unit}`,
}

const noneOf = (choices: readonly unknown[]): string =>
  `is none of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`

const counted = (count: number, of: string): string => `${count} ${count === 1 ? of : `${of}s`}`

/** What the schema says at a place that the validator names: a pointer that goes on through references. */
function limitAt(root: Schema, location: string): unknown {
  const steps = location.replace(/^#\/?/, '').split('/')
  return steps.reduce<unknown>((place, step) => {
    const at = resolved(root, (place ?? {}) as Schema) as Readonly<Record<string, unknown>>
    return step === '$ref' ? at : at[unescaped(step)]
  }, root)
}

const unescaped = (step: string): string =>
  decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
