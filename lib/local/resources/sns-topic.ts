import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { callQuery, entries } from '../emulators/aws-calls.ts'
import { generatedName, type Provision, textAttributes } from './resource-type.ts'

const ATTRIBUTES = [
  'DisplayName',
  'FifoTopic',
  'ContentBasedDeduplication',
  'FifoThroughputScope',
  'KmsMasterKeyId',
]
const MAX_NAME_LENGTH = 251

/**
 * AWS::SNS::Topic. A topic holds nothing, so one that was kept is made anew: its attributes may have changed, and its
 * subscriptions may have gone from the template.
 */
export const provisionTopic: Provision = async (input, { endpoints }) => {
  const { properties } = input
  const suffix = properties['FifoTopic'] === true ? '.fifo' : ''
  const name = String(properties['TopicName'] ?? `${generatedName(input, MAX_NAME_LENGTH)}${suffix}`)
  const arn = `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`
  const attributes = entries('Attributes', textAttributes(properties, ATTRIBUTES))
  await callQuery(endpoints.aws, { Action: 'DeleteTopic', TopicArn: arn })
  await callQuery(endpoints.aws, { Action: 'CreateTopic', Name: name, ...attributes })
  return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } }
}
