import type { IKey } from 'aws-cdk-lib/aws-kms'
import { type CfnTopic, FifoThroughputScope, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { topicName } from '../../topology/resource-names.ts'
import { DEFAULT_MESSAGE_SIZE, maximumMessageSize } from '../../topology/settings.ts'
import type { Deployment } from '../deployment.ts'

/**
 * One topic of the bus. On an ordered one, throughput and deduplication are counted for each message group.
 * @see https://docs.aws.amazon.com/sns/latest/dg/fifo-high-throughput.html
 */
export class MessageTopic extends Construct {
  readonly topic: Topic

  constructor(scope: Construct, id: string, deployment: Deployment, name: string, key?: IKey) {
    super(scope, id)
    const { topology, config } = deployment
    const definition = topology.topics[name]
    const ordered = definition?.ordered ?? false
    this.topic = new Topic(this, 'Topic', {
      topicName: topicName(topology, config.stage, name),
      enforceSSL: true,
      ...(key && { masterKey: key }),
      // The id of the event is what tells repeats apart; equal contents may be two events.
      ...(ordered && {
        fifo: true,
        contentBasedDeduplication: false,
        fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP,
      }),
    })
    const size = maximumMessageSize(definition)
    if (size !== DEFAULT_MESSAGE_SIZE) (this.topic.node.defaultChild as CfnTopic).maximumMessageSize = size
  }
}
