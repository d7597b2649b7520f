import { accessKeyId } from '../../../lib/local/lambda/function-environment.ts'
import type { Exchange } from '../../support/recording-proxy.ts'
import type { RunningStack } from '../../support/running-stack.ts'
import type { Deployed } from './deployed.ts'
import { roleOf } from './implied.ts'
import { type Need, needsOf } from './needed.ts'
import type { Requirement } from './requirement.ts'

/** What a function did at home, in names that are the same in every stage: a stack's place and a logical id. */
interface Deed {
  readonly caller: string
  readonly action: string
  readonly resource: string
  /** What follows the resource in an ARN. */
  readonly path: string
}

const TYPES = {
  sns: 'AWS::SNS::Topic',
  sqs: 'AWS::SQS::Queue',
  dynamodb: 'AWS::DynamoDB::Table',
  s3: 'AWS::S3::Bucket',
} as const

/** Writes down what every call of every function needs, told apart by their credentials. */
export function recorder() {
  const seen = new Map<string, { readonly key: string | undefined; readonly need: Need }>()
  const notUnderstood: unknown[] = []
  return {
    observe(exchange: Exchange): void {
      const key = /Credential=(\w+)\//.exec(exchange.headers.authorization ?? '')?.[1]
      try {
        for (const need of needsOf(exchange)) seen.set(JSON.stringify([key, need]), { key, need })
      } catch (error) {
        notUnderstood.push(error)
      }
    },
    /** Each thing that was done, once. @throws what could not be understood of the calls */
    deeds(stack: Pick<RunningStack, 'resources'>): readonly Deed[] {
      if (notUnderstood.length > 0) throw new AggregateError(notUnderstood, 'Some calls are not understood.')
      const places = [...new Set(stack.resources.map((resource) => resource.stack))]
      const idOf = (type: string, isIt: (physicalId: string) => boolean): string => {
        const found = stack.resources.find((each) => each.type === type && isIt(each.physicalId))
        if (!found)
          throw new Error(`A function called a ${type} that is not of its stacks, or is none of them.`)
        return `${places.indexOf(found.stack)}/${found.logicalId}`
      }
      return [...seen.values()].map(({ key, need: { action, service, name, path } }) => ({
        caller: idOf('AWS::Lambda::Function', (physicalId) => accessKeyId(physicalId) === key),
        action,
        resource: idOf(TYPES[service], (physicalId) => physicalId.split(/[/:]/).at(-1) === name),
        path,
      }))
    },
  }
}

/** What the functions' roles must allow in a stage, for this to be done there. A stage need not have every function. */
export function requiredBy(deeds: readonly Deed[], deployment: Deployed): Requirement[] {
  const here = deeds.filter(({ caller }) => deployment.has(caller))
  return here.map(({ caller, action, resource, path }) => ({
    principal: { role: roleOf(deployment.find(caller), deployment).arn },
    action,
    resource: deployment.find(resource).arn + path,
    because: 'it was called at home',
  }))
}
