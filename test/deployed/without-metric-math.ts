import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Alarm {
  readonly Type: string
  Properties: Record<string, unknown> & { readonly Metrics?: readonly Query[] }
}

interface Query {
  readonly MetricStat?: {
    readonly Metric: Readonly<Record<string, unknown>>
    readonly Period: number
    readonly Stat: string
  }
}

/**
 * Alarms on an expression watch its first metric instead, in the templates of an assembly: MiniStack refuses the whole
 * stack for one such alarm. What else is deployed is as the app has it.
 */
export async function withoutMetricMath(assembly: string): Promise<void> {
  const templates = (await readdir(assembly)).filter((name) => name.endsWith('.template.json'))
  for (const name of templates) {
    const path = join(assembly, name)
    const template = JSON.parse(await readFile(path, 'utf8')) as { Resources: Record<string, Alarm> }
    for (const alarm of Object.values(template.Resources)) {
      const { Metrics, ...others } = alarm.Properties ?? {}
      const first = Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat
      if (alarm.Type !== 'AWS::CloudWatch::Alarm' || first === undefined) continue
      alarm.Properties = { ...others, ...first.Metric, Period: first.Period, Statistic: first.Stat }
    }
    await writeFile(path, JSON.stringify(template))
  }
}
