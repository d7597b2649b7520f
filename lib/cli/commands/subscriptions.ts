import { Command } from 'commander'
import type { Desk } from '../../messaging/operate/desk.ts'
import {
  type SubscriptionState,
  subscriptionState,
  subscriptionStates,
} from '../../messaging/operate/subscription-state.ts'
import { duration } from '../duration.ts'
import { type StackOptions, withStackOptions } from '../locate.ts'
import { ensureSubscription, ensureTopic, openDesk } from '../open-desk.ts'
import { columns } from '../printable.ts'

interface Options extends StackOptions {
  readonly topic?: string
}

const EXAMPLES = `
Examples:
  omnibus subscriptions
  omnibus subscriptions billing
  omnibus subscriptions --topic orders --json

SQS counts approximately, and lags by up to a minute in AWS. An event that waits for its next attempt is in flight. A '?'
stands for what cannot be counted since its queue is gone: omnibus doctor says more.`

/** `omnibus subscriptions [name]` */
export function subscriptionsCommand(root: string): Command {
  return withStackOptions(new Command('subscriptions'))
    .description('How the subscriptions do: backlog, age, dead letters, and whether the consumer is on.')
    .argument('[subscription]', 'only this one, in full')
    .option('--topic <topic>', 'only those of a topic')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: Options) => {
      const desk = await openDesk(root, options)
      const output = name === undefined ? await all(desk, options) : await one(desk, name, options)
      process.stdout.write(`${output}\n`)
    })
}

async function all(desk: Desk, { topic, json }: Options): Promise<string> {
  if (topic !== undefined) ensureTopic(desk, topic)
  const states = await subscriptionStates(desk, topic)
  if (json) return JSON.stringify(states, null, 2)
  const rows = states.map((state) => [
    state.name,
    state.topic,
    state.consumer,
    count(state.backlog),
    count(state.inFlight),
    age(state),
    count(state.deadLetters),
    count(state.undelivered),
  ])
  const head = [
    'SUBSCRIPTION',
    'TOPIC',
    'CONSUMER',
    'BACKLOG',
    'IN FLIGHT',
    'OLDEST',
    'DEAD LETTERS',
    'UNDELIVERED',
  ]
  return columns([head, ...rows])
}

async function one(desk: Desk, name: string, { json }: Options): Promise<string> {
  ensureSubscription(desk, name)
  const state = await subscriptionState(desk, name)
  if (json) return JSON.stringify(state, null, 2)
  const { maxAttempts, minDelaySeconds, maxDelaySeconds } = state.retry
  return columns([
    ['subscription', name],
    ['topic', `${state.topic}${state.ordered ? ' (ordered)' : ''}`],
    ['events', state.events.join(', ')],
    ['consumer', state.consumer],
    ['backlog', count(state.backlog)],
    ['in flight', count(state.inFlight)],
    ['delayed', count(state.delayed)],
    ['oldest', age(state)],
    ['dead letters', count(state.deadLetters)],
    ['undelivered', count(state.undelivered)],
    ['retry', `${maxAttempts} attempts, ${duration(minDelaySeconds)} to ${duration(maxDelaySeconds)} apart`],
    ['net', `SQS gives up after ${state.maxReceiveCount} receives`],
  ])
}

const count = (value: number | undefined): string => (value === undefined ? '?' : String(value))

function age({ oldestAgeSeconds }: SubscriptionState): string {
  return oldestAgeSeconds === undefined ? '-' : duration(oldestAgeSeconds)
}
