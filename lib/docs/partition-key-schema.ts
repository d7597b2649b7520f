import type { JsonSchema } from './json-schema.ts'

/** On an ordered topic an event has a partition key: the attribute, or a value where the topic says. */
export function partitionKeySchema(pointer: string | undefined): JsonSchema {
  const attribute = { required: ['partitionkey'], properties: { partitionkey: { type: 'string' } } }
  if (pointer === undefined) return attribute
  return { anyOf: [attribute, member('data', pointer.split('/').slice(1).map(unescaped))] }
}

/** A scalar that is not empty, down a path of members and elements. */
function member(name: string, rest: readonly string[]): JsonSchema {
  const [next, ...others] = rest
  const value =
    next === undefined
      ? { anyOf: [{ type: 'string', minLength: 1 }, { type: ['number', 'boolean'] }] }
      : member(next, others)
  const inObject = { type: 'object', required: [name], properties: { [name]: value } }
  if (!/^(?:0|[1-9]\d{0,2})$/.test(name)) return inObject
  const before = Array.from({ length: Number(name) }, () => ({}))
  const inArray = { type: 'array', minItems: Number(name) + 1, prefixItems: [...before, value] }
  return { anyOf: [inObject, inArray] }
}

const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')
