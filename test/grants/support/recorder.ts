import { accessKeyId } from '../../../lib/local/lambda/function-environment.ts'
import type { Exchange } from '../../support/recording-proxy.ts'
import type { RunningStack } from '../../support/running-stack.ts'
import type { Deployed } from './deployed.ts'
import { roleOf } from './implied.ts'
import { needsOf } from './needed.ts'
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

/** Writes down every call of every function, told apart by their credentials. */
export function recorder() {
  const exchanges: Exchange[] = []
  return {
    observe: (exchange: Exchange): void => void exchanges.push(forget(exchange)),
    /** Each thing that was done, once. */
    deeds(stack: Pick<RunningStack, 'resources'>): readonly Deed[] {
      const places = [...new Set(stack.resources.map((resource) => resource.stack))]
      const idOf = (type: string, isIt: (physicalId: string) => boolean): string => {
        const found = stack.resources.find((each) => each.type === type && isIt(each.physicalId))
        if (!found) throw new Error(`No ${type} of the stack was called.`)
        return `${places.indexOf(found.stack)}/${found.logicalId}`
      }
      const deeds = exchanges.flatMap((exchange): Deed[] => {
        const key = /Credential=(\w+)\//.exec(exchange.headers.authorization ?? '')?.[1]
        const caller = idOf('AWS::Lambda::Function', (name) => accessKeyId(name) === key)
        return needsOf(exchange).map(({ action, service, name, path }) => ({
          caller,
          action,
          resource: idOf(TYPES[service], (id) => id.split(/[/:]/).at(-1) === name),
          path,
        }))
      })
      return [...new Map(deeds.map((deed) => [JSON.stringify(deed), deed])).values()]
    },
  }
}

/** Of an object's bytes nothing is ever asked. */
const forget = (exchange: Exchange): Exchange =>
  exchange.method === 'POST' ? exchange : { ...exchange, body: Buffer.alloc(0) }

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
