import type { Topology } from '../../topology/types.ts'
import type { Logger, Metrics } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Accepted } from './publish-answer.ts'

interface Notebook {
  readonly topology: Topology
  readonly logger: Logger
  readonly metrics: Metrics
}

/** One line for each event, and a count of those refused. What a caller may write freely is not in it. */
export function noteOutcomes(
  { topology, logger, metrics }: Notebook,
  givenTopic: string,
  outcomes: readonly (Accepted | Problem)[],
): void {
  const topic = Object.hasOwn(topology.topics, givenTopic) ? givenTopic : '(unknown)'
  for (const outcome of outcomes) {
    if (outcome instanceof Problem) {
      logger.info('refused', { topic, problem: outcome.kind })
      metrics.add('Refused', 1, { topic, problem: outcome.kind })
    } else {
      const { source, id, messageId } = outcome
      logger.info('published', { topic, source, id, messageId })
    }
  }
}
