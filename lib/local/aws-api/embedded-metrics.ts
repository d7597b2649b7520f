import * as z from 'zod'
import type { LogLine } from '../log.ts'

/** One value of a metric, under one set of dimensions. */
export interface EmbeddedValue {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly (readonly [name: string, value: string])[]
  readonly value: number
}

/** However a line multiplies sets of dimensions, metrics and values: a function's line has a few hundred. */
const MAX_VALUES_A_LINE = 10_000

const DIRECTIVES = z.object({
  CloudWatchMetrics: z.array(
    z.object({
      Namespace: z.string(),
      Dimensions: z.array(z.array(z.string())),
      Metrics: z.array(z.object({ Name: z.string() })),
    }),
  ),
})

/** Whether a line has metrics for CloudWatch, by how Powertools writes it. */
export const isMetrics = ({ text }: LogLine): boolean => text.startsWith('{"_aws":')

/**
 * The metrics in a line of the log. A line that is not of the embedded metric format has none: whatever a function
 * writes may come here.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedValues(line: string): readonly EmbeddedValue[] {
  const document = parsed(line)
  const directives = DIRECTIVES.safeParse(document.get('_aws'))
  return directives.success ? valuesIn(document, directives.data).take(MAX_VALUES_A_LINE).toArray() : []
}

function* valuesIn(
  document: ReadonlyMap<string, unknown>,
  { CloudWatchMetrics }: z.infer<typeof DIRECTIVES>,
): Generator<EmbeddedValue> {
  for (const { Namespace: namespace, Dimensions, Metrics } of CloudWatchMetrics)
    for (const names of Dimensions) {
      const dimensions = names.map((name) => [name, String(document.get(name))] as const)
      for (const { Name: name } of Metrics)
        for (const value of [document.get(name)].flat())
          if (typeof value === 'number') yield { namespace, name, dimensions, value }
    }
}

function parsed(line: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(line) as object))
  } catch {
    return new Map()
  }
}
