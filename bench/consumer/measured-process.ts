import type { Context, SQSEvent } from 'aws-lambda'
import type { Reading, Turn } from './consumer-process.ts'
import { omnibus } from './omnibus.ts'
import { batchOfOrders } from './orders.ts'
import { powertools } from './powertools.ts'
import type { Consumer, SubjectName } from './subject.ts'
import type { Order } from './topology.ts'

/** Handles batches when it is told to, and says what that took. Started by consumer-process.ts. */
const handled = new Set<string>()
let runs = 0
const handle = ({ orderId }: Order): void => {
  handled.add(orderId)
  runs += 1
}

const consumers: Readonly<Record<SubjectName, Consumer>> = {
  'omnibus, item': omnibus('item', handle),
  'omnibus, partiql': omnibus('partiql', handle),
  powertools: powertools(handle),
}
const last = new Map<SubjectName, readonly SQSEvent[]>()

process.on('message', (turn: Turn) => {
  take(turn).then(
    (reading) => process.send?.(reading),
    (error) => process.send?.({ error: String(error) }),
  )
})

async function take({ subject, batches, size, again = false }: Turn): Promise<Reading> {
  const events = again
    ? (last.get(subject) ?? [])
    : Array.from({ length: batches }, () => batchOfOrders(size))
  last.set(subject, events)
  handled.clear()
  runs = 0
  globalThis.gc?.()
  const began = performance.now()
  const before = process.cpuUsage()
  const failures = await deliver(consumers[subject], events)
  const { user, system } = process.cpuUsage(before)
  const wallMilliseconds = performance.now() - began
  const wanted = again ? 0 : batches * size
  if (failures > 0 || runs !== wanted || handled.size !== wanted) {
    throw new Error(
      `of ${wanted} orders ${handled.size} were handled, in ${runs} runs, and ${failures} records failed.`,
    )
  }
  return { cpuMicroseconds: user + system, wallMilliseconds }
}

async function deliver(consumer: Consumer, events: readonly SQSEvent[]): Promise<number> {
  let failures = 0
  for (const event of events) failures += (await consumer(event, invocation())).batchItemFailures.length
  return failures
}

/** Each invocation with half a minute, as by default. */
function invocation(): Context {
  const end = Date.now() + 30_000
  return {
    functionName: 'billing',
    awsRequestId: crypto.randomUUID(),
    getRemainingTimeInMillis: () => end - Date.now(),
  } as Context
}
