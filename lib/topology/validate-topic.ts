import { CANARY_ATTRIBUTE, EVENT_ATTRIBUTES } from './filter-policy.ts'
import type { EventDefinition, TopicDefinition } from './types.ts'

/** Five, so that with type, source, subject and a dead letter's two a message keeps within SQS's ten. */
const MAX_DECLARED_ATTRIBUTES = 5
/** Words that begin with a letter, so that names which differ give logical ids which differ. */
const NAME = /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/
const EVENT_TYPE = /^[A-Za-z][A-Za-z0-9._-]{0,149}$/
/** Whole numbers, whose order is their age. */
const VERSION = /^[1-9]\d{0,2}$/
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
/** What a dead letter says of itself. */
const DEAD_LETTER_ATTRIBUTES = ['cause', 'origin']
/** RFC 6901, with at least one step. */
const POINTER = /^(\/([^~/]|~[01])*)+$/

/** With a stage, an account and a region it must fit into the 63 characters of a bucket's name. */
const MAX_BUS_NAME = 17
/** @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html */
const MESSAGE_SIZE = { min: 262_144, max: 1_048_576, maxSubscriptions: 100 }

export function busNameMistakes(name: string): string[] {
  if (!NAME.test(name) || name.length <= MAX_BUS_NAME) return nameMistakes('name', name)
  return [
    `name: '${name}' has ${name.length} characters, at most ${MAX_BUS_NAME} are allowed, since the name of a bucket begins with it. Choose a shorter one.`,
  ]
}

/** Names end up in AWS's names, in URLs and in metrics, so one narrow alphabet serves all three. */
export function nameMistakes(place: string, name: string): string[] {
  if (NAME.test(name)) return []
  return [
    `${place}: '${name}' cannot be a name. Use 1 to 40 lower-case letters and digits; hyphens join words that begin with a letter, as in 'order-status'.`,
  ]
}

export function validateTopic(name: string, topic: TopicDefinition, subscriptions: number): string[] {
  const place = `topics.${name}`
  return [
    ...nameMistakes(place, name),
    ...eventMistakes(place, topic),
    ...attributeMistakes(place, topic),
    ...pointerMistakes(`${place}.partitionKey`, topic.partitionKey),
    ...messageSizeMistakes(place, topic, subscriptions),
  ]
}

function messageSizeMistakes(place: string, topic: TopicDefinition, subscriptions: number): string[] {
  const { maximumMessageSize: size } = topic
  const { min, max, maxSubscriptions } = MESSAGE_SIZE
  if (size === undefined) return []
  if (!Number.isInteger(size) || size < min || size > max) {
    return [
      `${place}.maximumMessageSize: is ${size}, but must be a whole number of bytes from ${min} to ${max}. Leave it out for ${min}; the data of larger events goes through S3 in any case.`,
    ]
  }
  if (size > min && subscriptions > maxSubscriptions) {
    return [
      `${place}.maximumMessageSize: is ${size}, and the topic has ${subscriptions} subscriptions; SNS allows ${maxSubscriptions} above ${min}. Leave it out, and the data of larger events goes through S3.`,
    ]
  }
  return []
}

function eventMistakes(place: string, topic: TopicDefinition): string[] {
  const types = Object.keys(topic.events)
  if (types.length === 0)
    return [`${place}.events: is empty. Declare at least one event type with its schema.`]
  return Object.entries(topic.events).flatMap(([type, definition]) => [
    ...(EVENT_TYPE.test(type)
      ? []
      : [
          `${place}.events: '${type}' cannot be an event type. Use 1 to 150 letters, digits, dots, hyphens and underscores, a letter first.`,
        ]),
    ...versionMistakes(`${place}.events.${type}`, definition),
  ])
}

function versionMistakes(place: string, { schema, versions }: EventDefinition): string[] {
  if (schema && versions) {
    return [`${place}: has both schema and versions. Make the schema version 1: versions: { 1: …, 2: … }.`]
  }
  if (schema) return []
  if (!versions)
    return [`${place}.schema: is missing. Give a zod schema, or several in versions: { 1: …, 2: … }.`]
  const given = Object.keys(versions)
  if (given.length === 0) {
    return [`${place}.versions: is empty. Give a zod schema for each version: { 1: …, 2: … }.`]
  }
  return given
    .filter((version) => !VERSION.test(version))
    .map((version) => `${place}.versions: '${version}' cannot be a version. Count them: 1 to 999.`)
}

function attributeMistakes(place: string, topic: TopicDefinition): string[] {
  const attributes = Object.entries(topic.attributes ?? {})
  const mistakes = attributes.flatMap(([name, pointer]) => [
    ...(ATTRIBUTE.test(name)
      ? []
      : [
          `${place}.attributes: '${name}' cannot be a message attribute. Use 1 to 64 letters, digits, hyphens and underscores, a letter first.`,
        ]),
    ...((EVENT_ATTRIBUTES as readonly string[]).includes(name)
      ? [
          `${place}.attributes: '${name}' is set on every message already. Leave it out; filter on it as it is.`,
        ]
      : []),
    ...(DEAD_LETTER_ATTRIBUTES.includes(name)
      ? [`${place}.attributes: '${name}' is what a dead letter adds. Choose another name.`]
      : []),
    ...(name === CANARY_ATTRIBUTE
      ? [`${place}.attributes: '${name}' is what tells the canary from events. Choose another name.`]
      : []),
    ...pointerMistakes(`${place}.attributes.${name}`, pointer),
  ])
  if (attributes.length > MAX_DECLARED_ATTRIBUTES) {
    mistakes.push(
      `${place}.attributes: has ${attributes.length}, at most ${MAX_DECLARED_ATTRIBUTES} are allowed, since SNS drops a message with more than ten. Keep those that a filter uses.`,
    )
  }
  return mistakes
}

function pointerMistakes(place: string, pointer: string | undefined): string[] {
  if (pointer === undefined || POINTER.test(pointer)) return []
  return [`${place}: '${pointer}' is not a JSON Pointer into data. Write it like '/orderId' (RFC 6901).`]
}
