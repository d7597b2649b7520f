import { dimensionSets } from '../../messaging/dimension-sets.ts'
import type { Metrics } from '../../messaging/ports.ts'
import type { KeptMetrics } from './kept-metrics.ts'

/** What a program in the runner's process measures, kept beside what the functions write. */
export function homeMetrics(kept: Pick<KeptMetrics, 'add'>, namespace: string): Metrics {
  return {
    add(name, value, of) {
      for (const set of dimensionSets(of))
        kept.add({ namespace, name, dimensions: Object.entries(set) }, value, Date.now())
    },
  }
}
