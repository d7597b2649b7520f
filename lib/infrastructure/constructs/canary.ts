import { Duration, Stack, Validations } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { VARIABLES } from '../../topology/environment-variables.ts'
import { topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { CANARY_ENTRY } from '../function-entries.ts'
import { mayPublish } from '../may-publish.ts'
import { BundledFunction } from './bundled-function.ts'
import { CanaryQueue, NOT_WORTH_KEEPING } from './canary-queue.ts'
import { encryptionKey, grantKey } from './encryption-key.ts'

/** It waits twenty seconds for its events, and ends before the next one flies. */
const TIMEOUT_SECONDS = 45
/** As many messages as one call receives. The policy of a queue would hold more, but not any number. */
const TOPICS_OF_A_QUEUE = 10

/**
 * A function that publishes an event to every topic each minute and waits for it at the end of subscriptions of its own,
 * which are as those of the bus are. docs/adr/0015-canary.md says why it does not pass the endpoint.
 */
export class Canary extends Construct {
  readonly function: BundledFunction

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    const key = encryptionKey(this, deployment)
    const queues = this.queues(deployment, key)
    const urls = queues.map(({ queueUrl }) => queueUrl)
    this.function = new BundledFunction(this, 'Function', deployment, {
      entry: CANARY_ENTRY,
      description: 'Publishes an event to each topic, and tells whether it arrives.',
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMegabytes: 256,
      environment: { [VARIABLES.canaryQueueUrls]: Stack.of(this).toJsonString(urls) },
    })
    grantKey(key, this.function)
    const topics = Object.keys(deployment.topology.topics).map((topic) => topicArn(deployment, topic))
    for (const statement of mayPublish(topics)) this.function.addToRolePolicy(statement)
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
        resources: queues.map(({ queueArn }) => queueArn),
      }),
    )
    this.flyEachMinute()
  }

  /** One for up to ten topics of a kind: FIFO behind ordered ones. */
  private queues(deployment: Deployment, encryptionKey: IKey | undefined): CanaryQueue[] {
    const all = Object.entries(deployment.topology.topics)
    return [false, true].flatMap((ordered) => {
      const topics = all.filter(([, topic]) => (topic.ordered ?? false) === ordered).map(([name]) => name)
      const count = Math.ceil(topics.length / TOPICS_OF_A_QUEUE)
      return Array.from({ length: count }, (_, index) => {
        const id = `${ordered ? 'Ordered' : ''}Queue${index === 0 ? '' : index + 1}`
        const start = index * TOPICS_OF_A_QUEUE
        const some = topics.slice(start, start + TOPICS_OF_A_QUEUE)
        return new CanaryQueue(this, id, { deployment, ordered, topics: some, encryptionKey })
      })
    })
  }

  private flyEachMinute(): void {
    // One that could not start is late: the next one tells as much.
    const target = new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })
    const rule = new Rule(this, 'EachMinute', {
      description: 'Lets the canary fly.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [target],
    })
    Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason: NOT_WORTH_KEEPING })
  }
}
