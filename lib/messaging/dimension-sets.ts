import type { MetricDimensions } from './ports.ts'

/**
 * The series that a value belongs to: the one of all its dimensions, and where it has a problem or a cause, the one of
 * them all. CloudWatch adds no series up by itself.
 */
export function dimensionSets(of: MetricDimensions): readonly MetricDimensions[] {
  const { problem, cause, ...whole } = of
  return problem === undefined && cause === undefined ? [of] : [of, whole]
}
