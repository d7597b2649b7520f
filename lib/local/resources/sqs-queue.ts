import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { AwsCallError, callJson } from '../emulators/aws-calls.ts'
import { generatedName, type Provision, textAttributes } from './resource-type.ts'

const ATTRIBUTES = [
  ...['VisibilityTimeout', 'MessageRetentionPeriod', 'DelaySeconds', 'MaximumMessageSize'],
  ...['ReceiveMessageWaitTimeSeconds', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'],
  ...['KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'FifoQueue', 'ContentBasedDeduplication'],
  ...['DeduplicationScope', 'FifoThroughputLimit'],
]
const MAX_NAME_LENGTH = 75

/** AWS::SQS::Queue */
export const provisionQueue: Provision = async (input, { endpoints }) => {
  const { properties } = input
  const suffix = properties['FifoQueue'] === true ? '.fifo' : ''
  const name = String(properties['QueueName'] ?? `${generatedName(input, MAX_NAME_LENGTH)}${suffix}`)
  const attributes = textAttributes(properties, ATTRIBUTES)
  const url = await existingQueue(endpoints.aws, name)
  if (url === undefined) {
    const request = { QueueName: name, Attributes: attributes }
    const created = await callJson<{ QueueUrl: string }>(endpoints.aws, 'AmazonSQS.CreateQueue', request)
    return provisioned(created.QueueUrl, name)
  }
  const { FifoQueue: _fixed, RedrivePolicy = '', ...others } = attributes
  const changeable = { ...others, RedrivePolicy }
  await callJson(endpoints.aws, 'AmazonSQS.SetQueueAttributes', { QueueUrl: url, Attributes: changeable })
  return provisioned(url, name)
}

async function existingQueue(endpoint: string, name: string): Promise<string | undefined> {
  try {
    const answer = await callJson<{ QueueUrl: string }>(endpoint, 'AmazonSQS.GetQueueUrl', {
      QueueName: name,
    })
    return answer.QueueUrl
  } catch (error) {
    if (error instanceof AwsCallError && /NonExistentQueue|QueueDoesNotExist/.test(error.code))
      return undefined
    throw error
  }
}

function provisioned(url: string, name: string) {
  const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`
  return { physicalId: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } }
}
