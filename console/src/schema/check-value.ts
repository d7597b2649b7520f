import { choicesOf, nullable, resolved, type Schema } from './json-schema.ts'
import { below } from './pointer.ts'
import { Unreadable } from './unreadable.ts'

export interface Fault {
  readonly pointer: string
  readonly detail: string
}

/**
 * What a form can say of a value before it is sent. What it does not know of JSON Schema it lets pass: the endpoint has
 * the last word.
 */
export function checkValue(root: Schema, given: Schema, value: unknown, pointer = ''): readonly Fault[] {
  const fault = (detail: string): readonly Fault[] => [{ pointer, detail }]
  if (value instanceof Unreadable) return fault(`is not ${value.wanted}`)
  const written = resolved(root, given)
  const schema = nullable(root, written) ?? written
  if (value === undefined) return fault('is missing')
  if (value === null && schema !== written) return []
  if (schema.enum !== undefined || schema.const !== undefined) {
    const choices = choicesOf(schema).map((choice) => JSON.stringify(choice))
    return choices.includes(JSON.stringify(value)) ? [] : fault(`is none of ${choices.join(', ')}`)
  }
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) {
    const fits = alternatives.some((each) => checkValue(root, each, value).length === 0)
    return fits ? [] : fault(`fits none of the ${alternatives.length} alternatives`)
  }
  const { type } = schema
  if (type !== undefined && ![type].flat().some((each) => isOfType(value, each))) {
    return fault(`is not of type ${[type].flat().join(' or ')}`)
  }
  if (typeof value === 'string') return textFaults(schema, value).flatMap(fault)
  if (typeof value === 'number') return numberFaults(schema, value).flatMap(fault)
  if (Array.isArray(value)) return [...itemFaults(root, schema, value, pointer)]
  if (typeof value === 'object' && value !== null) return memberFaults(root, schema, value, pointer)
  return []
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function textFaults(
  { minLength = 0, maxLength = Infinity, pattern }: Schema,
  text: string,
): readonly string[] {
  if (text.length < minLength) return [text === '' ? 'is empty' : `is shorter than ${minLength} characters`]
  if (text.length > maxLength) return [`is longer than ${maxLength} characters`]
  return pattern !== undefined && !matches(pattern, text) ? [`does not match ${pattern}`] : []
}

/** A pattern that only the endpoint's validator understands is for that to judge. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

function numberFaults(schema: Schema, value: number): readonly string[] {
  const {
    minimum = -Infinity,
    maximum = Infinity,
    exclusiveMinimum = -Infinity,
    exclusiveMaximum = Infinity,
  } = schema
  if (value < minimum) return [`is less than ${minimum}`]
  if (value > maximum) return [`is more than ${maximum}`]
  if (value <= exclusiveMinimum) return [`is not more than ${exclusiveMinimum}`]
  return value >= exclusiveMaximum ? [`is not less than ${exclusiveMaximum}`] : []
}

function itemFaults(
  root: Schema,
  { minItems = 0, maxItems = Infinity, items }: Schema,
  values: readonly unknown[],
  pointer: string,
): readonly Fault[] {
  const few = values.length < minItems ? [{ pointer, detail: `has fewer than ${minItems} items` }] : []
  const many = values.length > maxItems ? [{ pointer, detail: `has more than ${maxItems} items` }] : []
  if (typeof items !== 'object') return [...few, ...many]
  const inside = values.flatMap((value, index) => checkValue(root, items, value, below(pointer, index)))
  return [...few, ...many, ...inside]
}

function memberFaults(
  root: Schema,
  { properties = {}, required = [] }: Schema,
  value: object,
  pointer: string,
): readonly Fault[] {
  const members = new Map(Object.entries(value))
  return Object.entries(properties).flatMap(([name, schema]) => {
    const member: unknown = members.get(name)
    if (member === undefined && !required.includes(name)) return []
    return checkValue(root, schema, member, below(pointer, name))
  })
}
