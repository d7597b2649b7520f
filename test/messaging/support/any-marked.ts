import fc from 'fast-check'
import * as z from 'zod'
import { anyJsonText, anyNumberText } from './any-event.ts'

/** A schema, and JSON that fits it, in which each marked value has the word `secret`. */
export interface Marked {
  readonly schema: z.ZodType
  readonly text: string
}

const anyKey = fc.constantFrom('a', 'b', 'c', 'd~/e', '0')
const anySpace = fc.constantFrom('', ' ', '\n\t')
const anySecretText = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constant('\uD800'))
  .map((text) => JSON.stringify(`${text}secret`))

const plain: fc.Arbitrary<Marked> = fc.oneof(
  fc.string({ maxLength: 5 }).map((text) => ({ schema: z.string(), text: JSON.stringify(text) })),
  anyNumberText.map((text) => ({ schema: z.number(), text })),
  anyJsonText.map((text) => ({ schema: z.unknown(), text: text.trim() })),
  fc.constant({ schema: z.null(), text: 'null' }),
  fc.constant({ schema: z.string(), text: '"masked:0123456789ab"' }),
)

const secret: fc.Arbitrary<Marked> = fc.oneof(
  anySecretText.map((text) => ({ schema: z.string().meta({ sensitive: true }).min(1), text })),
  anySecretText.map((text) => ({ schema: z.string().meta({ sensitive: true }).nullable(), text })),
  anySecretText.map((text) => ({
    schema: z.unknown().meta({ sensitive: true }),
    text: `{"x": [${text}, 1.0]}`,
  })),
  anySecretText.map((text) => ({
    schema: z.array(z.string()).meta({ sensitive: true }),
    text: `[ ${text} ]`,
  })),
  anySecretText.map((text) => ({
    schema: z.record(z.string().meta({ sensitive: true }), z.number()),
    text: `{${text}:1.50}`,
  })),
)

/** Any schema with marks at any place, and data of it. */
export const anyMarked: fc.Arbitrary<Marked> = fc.letrec<{ value: Marked }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    secret,
    plain,
    fc
      .uniqueArray(fc.tuple(anyKey, anySpace, tie('value')), { selector: ([key]) => key, maxLength: 4 })
      .map(ofObject),
    fc.tuple(tie('value'), fc.integer({ min: 0, max: 3 })).map(([{ schema, text }, length]) => ({
      schema: z.array(schema),
      text: `[${Array(length).fill(text).join(' , ')}]`,
    })),
    fc.tuple(tie('value'), anyKey).map(([{ schema, text }, key]) => ({
      schema: z.record(z.string(), schema),
      text: `{${JSON.stringify(key)}: ${text}}`,
    })),
    fc.tuple(tie('value'), tie('value')).map(([one, other]) => ({
      schema: z.union([one.schema, other.schema]),
      text: one.text,
    })),
    tie('value').map(({ schema, text }) => ({ schema: z.tuple([z.int(), schema]), text: `[1,${text}]` })),
    tie('value').map(({ schema, text }) => ({ schema: z.lazy(() => schema), text })),
  ),
})).value

function ofObject(members: readonly (readonly [string, string, Marked])[]): Marked {
  const shape = members.map(([key, , { schema }], index) => [key, index % 2 ? schema.optional() : schema])
  const text = members.map(([key, space, { text: value }]) => `${JSON.stringify(key)}:${space}${value}`)
  return { schema: z.object(Object.fromEntries(shape)), text: `{${text.join(',')}}` }
}
