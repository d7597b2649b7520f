import type { Desk } from './desk.ts'
import { diagnose, type Finding } from './diagnose.ts'

/** Looks at everything that the topology declares, and tells what is not as it should be. Nothing is changed. */
export async function examineBus(desk: Desk): Promise<readonly Finding[]> {
  const [forgets, ...findings] = await Promise.all([
    desk.ledgerForgets(),
    ...Object.keys(desk.topology.subscriptions).map((name) => examine(desk, name)),
  ])
  return [...(forgets ? [] : [LEDGER_KEEPS]), ...findings.flat()]
}

const LEDGER_KEEPS: Finding = {
  fault: 'LEDGER_NEVER_FORGETS',
  problem: 'The ledger has no time to live: its records stay for ever, and so does what they cost.',
  mend: "Set the ledger's time to live to the attribute expiresAt, or deploy the stacks again.",
}

async function examine(desk: Desk, name: string): Promise<readonly Finding[]> {
  const { queue, deadLetterQueue, undeliveredQueue, wiring } = desk.subscription(name)
  const [described, dead, undelivered, feed, link] = await Promise.all([
    queue.describe(),
    deadLetterQueue.describe(),
    undeliveredQueue.describe(),
    wiring.feed(),
    wiring.link(),
  ])
  return diagnose(desk.topology, name, {
    topicArn: wiring.topicArn,
    queue: described,
    deadLetterQueue: dead,
    undeliveredQueue: undelivered,
    feed,
    link,
  })
}
