import { afterEach, expect, test, vi } from 'vitest'
import { handledHere } from '../support/handled-here.ts'
import { attribute, resourceOf, startAssembly } from '../support/local-assembly.ts'

afterEach(() => void vi.useRealTimers())

/** A stack with one rule on a function that is the test's own. */
async function runsRule(rule: object, handle: (event: unknown) => unknown = () => undefined) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const handler = await handledHere(handle)
  const stack = await startAssembly({
    functions: { Handler: { code: handler.code } },
    Resources: {
      Rule: resourceOf('Events::Rule', { Targets: [{ Id: 'Target0', Arn: attribute('Handler') }], ...rule }),
    },
  })
  return {
    stack,
    async [Symbol.asyncDispose]() {
      await stack.close()
      await handler[Symbol.asyncDispose]()
    },
  }
}

const MINUTE = 60_000
const POLL = { timeout: 30_000, interval: 20 }

test('a rule invokes its function at its rate, as EventBridge does', async () => {
  const events: unknown[] = []
  await using running = await runsRule({ ScheduleExpression: 'rate(2 minutes)' }, (event) =>
    events.push(event),
  )
  vi.advanceTimersByTime(2 * MINUTE - 1)
  vi.advanceTimersByTime(1)
  await expect.poll(() => events, POLL).toHaveLength(1)
  vi.advanceTimersByTime(2 * MINUTE)
  await expect.poll(() => events, POLL).toHaveLength(2)
  expect(events[0]).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    region: 'us-east-1',
    resources: [running.stack.resource('Rule').attributes['Arn']],
    detail: {},
  })
})

test('a rule gives its function the input that it declares', async () => {
  const events: unknown[] = []
  const rule = {
    ScheduleExpression: 'rate(1 hour)',
    Targets: [{ Id: 'One', Arn: attribute('Handler'), Input: '{"n":1}' }],
  }
  await using _running = await runsRule(rule, (event) => events.push(event))
  vi.advanceTimersByTime(60 * MINUTE)
  await expect.poll(() => events, POLL).toEqual([{ n: 1 }])
})

test('a function that fails is told of, and invoked again the next time', async () => {
  let times = 0
  await using running = await runsRule({ ScheduleExpression: 'rate(1 minute)' }, () => {
    times += 1
    throw new Error('no luck')
  })
  vi.advanceTimersByTime(MINUTE)
  await expect
    .poll(() => running.stack.lines.map(({ text }) => text), POLL)
    .toContainEqual(expect.stringMatching(/^The rule that invokes .+ failed: .*no luck/))
  vi.advanceTimersByTime(MINUTE)
  await expect.poll(() => times, POLL).toBe(2)
})

test('a rule that is disabled, or of a stack that is closed, invokes nothing', async () => {
  await using _disabled = await runsRule({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' })
  expect(vi.getTimerCount()).toBe(0)
  const running = await runsRule({ ScheduleExpression: 'rate(1 minute)' })
  expect(vi.getTimerCount()).toBe(1)
  await running[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test.each([
  [{ ScheduleExpression: 'cron(0 * * * ? *)' }, "not 'cron(0 * * * ? *)'"],
  [{ ScheduleExpression: 'rate(30 days)' }, "not 'rate(30 days)'"],
  [{ EventPattern: { source: ['aws.s3'] } }, "not 'a pattern of events'"],
])('a rule like %j is named as not run', async (rule, reason) => {
  await using running = await runsRule(rule)
  expect(running.stack.notRunLocally).toContainEqual({
    type: 'AWS::Events::Rule',
    logicalIds: ['Rule'],
    reason: `only rules with a rate of at most 24 days run at home, ${reason}`,
  })
})
