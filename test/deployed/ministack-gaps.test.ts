import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { CreateTopicCommand, DeleteTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { describe, expect, it } from 'vitest'
import { isOnMiniStack } from '../support/target.ts'

/** Of `MINISTACK_GAPS`, those that no journey meets. One that closes fails here, and is then struck off. */
describe.runIf(isOnMiniStack())('MiniStack', () => {
  const name = `gap-${crypto.randomUUID()}`

  it('refuses a message of more than 256 KiB on a topic that allows 1 MiB', async () => {
    const sns = new SNSClient({})
    const Attributes = { MaximumMessageSize: '1048576' }
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Attributes }))
    const publish = (bytes: number) => sns.send(new PublishCommand({ TopicArn, Message: 'x'.repeat(bytes) }))
    await expect(publish(262_144)).resolves.toMatchObject({ MessageId: expect.any(String) })
    await expect(publish(262_145)).rejects.toThrow('Message too long')
    await sns.send(new DeleteTopicCommand({ TopicArn }))
  })

  it('refuses a stack with an alarm on metric math', async () => {
    const client = new CloudFormationClient({})
    await client.send(new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(ALARMING) }))
    const created = waitUntilStackCreateComplete({ client, maxWaitTime: 60 }, { StackName: name })
    await expect(created).rejects.toThrow(/CREATE_FAILED|ROLLBACK/)
    await client.send(new DeleteStackCommand({ StackName: name }))
  })
})

const ALARMING = {
  Resources: {
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Threshold: 1,
        Metrics: [
          {
            Id: 'sent',
            MetricStat: {
              Metric: { Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent' },
              Period: 60,
              Stat: 'Sum',
            },
            ReturnData: false,
          },
          { Id: 'twice', Expression: 'sent * 2' },
        ],
      },
    },
  },
}
