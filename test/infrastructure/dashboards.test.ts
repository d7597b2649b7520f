import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { METRICS } from '../../lib/topology/metrics.ts'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Synthesized, synthesized } from './support/synthesized.ts'

/** Each run synthesizes every stack. */
const SLOW = 120_000

interface Widget {
  readonly properties: {
    readonly title?: string
    readonly markdown?: string
    readonly metrics?: readonly (readonly unknown[])[]
  }
}

/** The widgets of a stack's one dashboard, references in them spelled by their ids. */
function widgetsOf(stack: Synthesized): readonly Widget[] {
  const dashboards = stack.ofType('AWS::CloudWatch::Dashboard')
  expect(dashboards).toHaveLength(1)
  const body = dashboards[0]?.Properties['DashboardBody'] as { 'Fn::Join': [string, unknown[]] }
  const text = body['Fn::Join'][1].map((part) => {
    if (typeof part === 'string') return part
    const { Ref, 'Fn::GetAtt': getAtt } = part as { Ref?: string; 'Fn::GetAtt'?: [string, string] }
    return Ref ?? getAtt?.[0]
  })
  return (JSON.parse(text.join('')) as { widgets: Widget[] }).widgets
}

const headings = (widgets: readonly Widget[]): string[] =>
  widgets.flatMap(({ properties: { markdown } }) =>
    markdown === undefined ? [] : [markdown.replace(/^#+ /, '')],
  )

/** Every row between its heading and the next. */
function rows(widgets: readonly Widget[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let heading = ''
  for (const { properties } of widgets) {
    heading = properties.markdown?.replace(/^#+ /, '') ?? heading
    found.set(heading, (found.get(heading) ?? '') + JSON.stringify(properties))
  }
  return found
}

describe('the dashboard of the bus', () => {
  let widgets: readonly Widget[]
  beforeAll(() => {
    const [core] = synthesized(shop)
    widgets = widgetsOf(core as Synthesized)
  }, SLOW)

  it('follows the journey', () => {
    expect(headings(widgets)).toEqual(['Publish', 'Route', 'Consume', 'Dead-letter and redrive', 'Ledger'])
  })

  it('has every metric that functions write', () => {
    const text = JSON.stringify(widgets)
    for (const metric of Object.keys(METRICS)) expect(text).toContain(`MetricName=\\"${metric}\\"`)
  })
})

it('every subscription of any topology has a row with its queues, its function and its own metrics', {
  timeout: SLOW,
}, () => {
  const property = fc.property(anyTopology, (topology: Topology) => {
    const [, ...groups] = synthesized(topology)
    const found = groups.map((stack) => ({ stack, rows: rows(widgetsOf(stack)) }))
    for (const name of Object.keys(topology.subscriptions)) {
      const { topic } = subscriptionSettings(topology, name)
      const [row, ...others] = found.filter((group) => group.rows.has(`${topic} → ${name}`))
      expect(others).toEqual([])
      const text = row?.rows.get(`${topic} → ${name}`) ?? ''
      const { Outputs = {} } = row?.stack.json ?? {}
      const queues = Object.entries(Outputs).filter(([output]) => {
        const beginning = name.replaceAll('-', '')
        return new RegExp(`^${beginning}(QueueUrl|DeadLettersUrl|UndeliveredUrl)$`, 'i').test(output)
      })
      expect(queues).toHaveLength(3)
      for (const [, { Value }] of queues) expect(text).toContain((Value as { Ref: string }).Ref)
      for (const metric of ['Processed', 'Duplicates', 'Retries', 'HandlerTime', 'AgeAtClaim', 'TimeToDone'])
        expect(text).toContain(
          `"Omnibus/${topology.name}-dev","${metric}","subscription","${name}","topic","${topic}"`,
        )
    }
  })
  fc.assert(property, { numRuns: 10 })
})

it('a dashboard of a full group stays within what CloudWatch shows', { timeout: SLOW }, () => {
  const subscriptions = Array.from({ length: 28 }, (_, index) => [`reader${index}`, { topic: 'orders' }])
  const [, group] = synthesized({ ...shop, subscriptions: Object.fromEntries(subscriptions) })
  const widgets = widgetsOf(group as Synthesized)
  expect(widgets.length).toBeLessThanOrEqual(500)
  const series = widgets.flatMap(({ properties: { metrics = [] } }) => metrics)
  expect(series.length).toBeLessThanOrEqual(2_500)
})
