import type { Desk } from '../../messaging/operate/desk.ts'
import type { QueueMeter } from '../../messaging/operate/ports.ts'
import { OUTPUTS } from '../../topology/resource-names.ts'
import type { Topology } from '../../topology/types.ts'
import { systemClock, systemRandom } from '../system.ts'
import { awsWiring } from './aws-wiring.ts'
import { dynamoDbClient, snsClient, sqsClient } from './clients.ts'
import { cloudWatchTraffic } from './cloudwatch-traffic.ts'
import { dynamoDbAuditLog } from './dynamodb-audit-log.ts'
import { dynamoDbLedger } from './dynamodb-ledger.ts'
import { lambdaConsumerSwitch } from './lambda-consumer-switch.ts'
import { ledgerForgets } from './ledger-time-to-live.ts'
import type { Located } from './located.ts'
import { cloudWatchClient, lambdaClient } from './operator-clients.ts'
import { sqsQueueMeter } from './sqs-queue-meter.ts'

/** The desk of a bus, for whoever sits down at it. */
export function awsDesk(
  topology: Topology,
  { dynamodb, aws, metricsPeriodSeconds, output }: Omit<Located, 'operator'>,
): Omit<Desk, 'operator'> {
  const dynamoDb = dynamoDbClient(dynamodb)
  const [sqs, lambda, cloudWatch] = [sqsClient(aws), lambdaClient(aws), cloudWatchClient(aws)]
  const sns = snsClient(aws)
  const meterAt = (name: string): QueueMeter => sqsQueueMeter(sqs, cloudWatch, output(name))
  return {
    topology,
    clock: systemClock,
    random: systemRandom,
    ledger: dynamoDbLedger(dynamoDb, output(OUTPUTS.ledgerTable)),
    audit: dynamoDbAuditLog(dynamoDb, output(OUTPUTS.auditTable)),
    traffic: cloudWatchTraffic(cloudWatch, output(OUTPUTS.metricsNamespace), metricsPeriodSeconds),
    ledgerForgets: () => ledgerForgets(dynamoDb, output(OUTPUTS.ledgerTable)),
    subscription: (name) => {
      const topic = topology.subscriptions[name]?.topic ?? ''
      const queue = meterAt(OUTPUTS.queueUrl(name))
      return {
        queue,
        deadLetterQueue: meterAt(OUTPUTS.deadLetterQueueUrl(name)),
        undeliveredQueue: meterAt(OUTPUTS.undeliveredQueueUrl(name)),
        consumer: lambdaConsumerSwitch(lambda, queue),
        wiring: awsWiring({ lambda, sns }, output(OUTPUTS.topicArn(topic)), queue),
      }
    },
  }
}
