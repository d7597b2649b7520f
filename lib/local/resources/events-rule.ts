import { randomUUID } from 'node:crypto'
import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import { atRate } from '../schedule.ts'
import { NotRunHere } from './not-run-here.ts'
import { generatedName, type Provision, type Services } from './resource-type.ts'

const MAX_NAME_LENGTH = 64
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/
const MILLISECONDS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}
/** What a timer of Node can hold. */
const LONGEST = 2_147_483_647

interface Target {
  readonly Arn: string
  readonly Input?: string
}

/** AWS::Events::Rule with a rate, whose targets are functions. It begins when the whole assembly stands. */
export const provisionRule: Provision = (input, services) => {
  const { ScheduleExpression, State, Targets = [], Name } = input.properties
  const name = String(Name ?? generatedName(input, MAX_NAME_LENGTH))
  const arn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`
  const interval = intervalOf(ScheduleExpression)
  const targets = (Targets as Target[]).map((target) => ({ target, of: functionOf(services, target.Arn) }))
  if (State !== 'DISABLED')
    services.schedules.push(
      atRate(interval, () => {
        for (const { target, of } of targets) void invoke(of, target.Input ?? scheduledEvent(arn), services)
      }),
    )
  return { physicalId: name, attributes: { Arn: arn } }
}

function intervalOf(expression: unknown): number {
  const [, count, unit = ''] = RATE.exec(String(expression)) ?? []
  const interval = Number(count) * (MILLISECONDS[unit] ?? Number.NaN)
  if (interval > 0 && interval <= LONGEST) return interval
  throw new NotRunHere(
    `only rules with a rate of at most 24 days run at home, not '${expression ?? 'a pattern of events'}'`,
  )
}

function functionOf({ functions }: Services, arn: string): LambdaFunction {
  const found = [...functions.values()].find((each) => each.arn === arn)
  if (!found) throw new NotRunHere(`its target, ${arn}, is no function that runs at home`)
  return found
}

/** Nothing is repeated at home: the next time is soon enough. */
async function invoke(target: LambdaFunction, event: string, { log }: Services): Promise<void> {
  try {
    await target.invoke(JSON.parse(event))
  } catch (error) {
    log({ source: 'local', text: `The rule that invokes ${target.name} failed: ${(error as Error).message}` })
  }
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
const scheduledEvent = (rule: string): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [rule],
    detail: {},
  })
