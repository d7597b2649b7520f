import { consume } from '../../lambdas/consumer-pipeline.ts'
import type { Consumer } from './subject.ts'
import { busWith, type Order } from './topology.ts'

/** Our consumer, whole: the very pipeline that is deployed, with what it logs. */
export function omnibus(batching: 'item' | 'partiql', handle: (order: Order) => void): Consumer {
  const consumer = consume(busWith(batching), 'billing', { 'order.placed': async ({ data }) => handle(data) })
  return (event, context) => consumer(event, context)
}
