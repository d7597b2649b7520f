import type { MetricDimensions } from '../../lib/messaging/ports.ts'

/** One metric of one line in the embedded metric format. */
export interface EmbeddedMetric {
  readonly namespace: string
  readonly name: string
  readonly unit: string
  readonly values: readonly number[]
  readonly dimensions: Readonly<Record<string, string>>
}

interface EmbeddedLine extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
    }[]
  }
}

/** Reads log lines as CloudWatch does: those that have metrics in them, one for each set of dimensions. */
export function embeddedMetrics(lines: readonly string[]): EmbeddedMetric[] {
  return lines
    .filter((line) => line.startsWith('{') && line.includes('"_aws"'))
    .map((line) => JSON.parse(line) as EmbeddedLine)
    .flatMap((line) =>
      line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
        Dimensions.flatMap((keys) =>
          Metrics.map(({ Name: name, Unit: unit }) => ({
            namespace,
            name,
            unit,
            values: [line[name]].flat() as number[],
            dimensions: Object.fromEntries(keys.map((key) => [key, String(line[key])])),
          })),
        ),
      ),
    )
}

/** The values of a metric under exactly these dimensions. */
export function valuesOf(
  metrics: readonly EmbeddedMetric[],
  name: string,
  of: MetricDimensions | Readonly<Record<string, never>>,
): number[] {
  const spelled = (dimensions: object): string => JSON.stringify(Object.entries(dimensions).sort())
  return metrics
    .filter((metric) => metric.name === name && spelled(metric.dimensions) === spelled(of))
    .flatMap(({ values }) => values)
}
