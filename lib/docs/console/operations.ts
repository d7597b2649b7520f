import type { ConsoleOperation } from '../../topology/console-routes.ts'
import type { Topology } from '../../topology/types.ts'
import { plainEvents } from '../declared-events.ts'
import { type JsonSchema, schemaRef } from '../json-schema.ts'

/** An operation of the desk, in words and schemas. */
interface Described {
  readonly summary: string
  readonly takes?: (topology: Topology, topic: string) => JsonSchema
  readonly answer: JsonSchema
  /** @default 'application/json' */
  readonly contentType?: string
  /** Statuses of its refusals, besides those that any operation has. */
  readonly refusals?: readonly number[]
}

const answers = (name: string): Pick<Described, 'answer'> => ({ answer: schemaRef(name) })
const takes = (name: string): Pick<Described, 'takes'> => ({ takes: () => schemaRef(name) })
const document = (kind: 'openapi' | 'asyncapi'): Pick<Described, 'answer'> => ({
  answer: { type: 'object', required: [kind], properties: { [kind]: { type: 'string' } } },
})
/** What it is about may not be there. */
const OF_ONE = { refusals: [404] }
/** So it is with an act, which has a body, too. */
const ACT = { refusals: [404, 415] }

export const OPERATIONS: Readonly<Record<ConsoleOperation, Described>> = {
  session: { summary: 'Tells who asks, and of which bus.', ...answers('Session') },
  overview: { summary: 'Tells how every topic and subscription does.', ...answers('Overview') },
  traffic: {
    summary: 'Tells what was measured in the last minutes, period by period; the last one is under way.',
    ...answers('Traffic'),
    ...OF_ONE,
  },
  topic: {
    summary: 'Tells of a topic: its events with their schemas, its subscriptions.',
    ...answers('TopicDetail'),
    ...OF_ONE,
  },
  publish: {
    summary: 'Publishes one event.',
    ...answers('Published'),
    takes: plainEvents,
    refusals: [404, 409, 415, 422, 503],
  },
  event: {
    summary: 'Tells what happened to an event, in each subscription.',
    ...answers('EventTimeline'),
    ...OF_ONE,
  },
  subscription: { summary: 'Tells how a subscription does.', ...answers('SubscriptionState'), ...OF_ONE },
  pause: {
    summary: 'Keeps events from the consumer: they wait in the queue.',
    ...answers('SubscriptionState'),
    ...takes('Nothing'),
    ...ACT,
  },
  resume: {
    summary: 'Lets events reach the consumer again.',
    ...answers('SubscriptionState'),
    ...takes('Nothing'),
    ...ACT,
  },
  deadLetters: {
    summary: 'Lists dead letters, by cause and one by one.',
    ...answers('DeadLetters'),
    ...OF_ONE,
  },
  deadLetter: { summary: 'Tells all of one dead letter.', ...answers('DeadLetterDetail'), ...OF_ONE },
  deadLetterTest: {
    summary: 'Makes a test of one dead letter: it runs the handler of the working tree on it.',
    answer: { description: 'TypeScript.', type: 'string' },
    contentType: 'text/plain',
    ...OF_ONE,
  },
  edit: {
    summary: 'Publishes an edited event to the subscription in place of a dead letter.',
    ...answers('Edited'),
    ...takes('EditRequest'),
    ...ACT,
  },
  redrive: {
    summary: 'Puts dead letters back on their queue, as many as a few seconds allow.',
    ...answers('RedriveAnswer'),
    ...takes('RedriveRequest'),
    ...ACT,
  },
  purge: {
    summary: 'Deletes dead letters for good.',
    ...answers('Purged'),
    ...takes('PurgeRequest'),
    ...ACT,
  },
  audit: { summary: 'Tells who did what.', ...answers('Audit'), ...OF_ONE },
  openapi: { summary: 'Gives this document.', ...document('openapi') },
  asyncapi: {
    summary: 'Gives the AsyncAPI document: what moves through the bus.',
    ...document('asyncapi'),
  },
}
