import type { JsonSchema } from './json-schema.ts'

type OptionalKey<T> = { [Key in keyof T]-?: Record<never, never> extends Pick<T, Key> ? Key : never }[keyof T]
type Required<T> = { readonly [Key in Exclude<keyof T, OptionalKey<T>>]: JsonSchema }
type Optional<T> = { readonly [Key in OptionalKey<T>]-?: JsonSchema }

/** The schema of an object with the members of a type, no more and no fewer: TypeScript holds it to that. */
export function objectSchema<T extends object>(
  required: Required<T>,
  ...[optional]: [OptionalKey<T>] extends [never] ? [] : [optional: Optional<T>]
): JsonSchema {
  return {
    type: 'object',
    ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
    properties: { ...required, ...optional },
  }
}

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
