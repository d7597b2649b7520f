import type { CfnResource, Stack } from 'aws-cdk-lib'
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'

export interface Redrive {
  readonly deadLetterTargetArn?: unknown
  readonly maxReceiveCount?: unknown
}

/** What carries messages in one stack, with references that can be followed within it. */
export class StackResources {
  readonly queues: readonly CfnQueue[]
  readonly subscriptions: readonly CfnSubscription[]
  readonly mappings: readonly CfnEventSourceMapping[]
  private readonly functions: readonly CfnFunction[]
  private readonly stack: Stack

  constructor(stack: Stack) {
    this.stack = stack
    const all = stack.node.findAll()
    this.queues = all.filter((node) => node instanceof CfnQueue)
    this.subscriptions = all.filter((node) => node instanceof CfnSubscription)
    this.mappings = all.filter((node) => node instanceof CfnEventSourceMapping)
    this.functions = all.filter((node) => node instanceof CfnFunction)
  }

  redriveOf({ redrivePolicy }: CfnQueue | CfnSubscription): Redrive | undefined {
    return this.stack.resolve(redrivePolicy) as Redrive | undefined
  }

  /** Undefined where the queue is of another stack, or known by its ARN only. */
  queueAt(arn: unknown): CfnQueue | undefined {
    return this.targetOf(arn, this.queues)
  }

  functionAt(name: unknown): CfnFunction | undefined {
    return this.targetOf(name, this.functions)
  }

  private targetOf<Kind extends CfnResource>(reference: unknown, among: readonly Kind[]): Kind | undefined {
    const resolved = this.stack.resolve(reference) as
      | { Ref?: string; 'Fn::GetAtt'?: [string, string] }
      | undefined
    const id = resolved?.Ref ?? resolved?.['Fn::GetAtt']?.[0]
    return among.find(({ logicalId }) => this.stack.resolve(logicalId) === id)
  }
}
