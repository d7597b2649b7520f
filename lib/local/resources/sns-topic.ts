import { callQuery, entries, xmlText } from '../emulators/aws-calls.ts'
import { generatedName, type Provision, textAttributes } from './resource-type.ts'

const ATTRIBUTES = [
  'DisplayName',
  'FifoTopic',
  'ContentBasedDeduplication',
  'FifoThroughputScope',
  'KmsMasterKeyId',
]
const MAX_NAME_LENGTH = 251

/** AWS::SNS::Topic */
export const provisionTopic: Provision = async (input, { endpoints }) => {
  const { properties } = input
  const suffix = properties['FifoTopic'] === true ? '.fifo' : ''
  const name = String(properties['TopicName'] ?? `${generatedName(input, MAX_NAME_LENGTH)}${suffix}`)
  const attributes = textAttributes(properties, ATTRIBUTES)
  const answer = await callQuery(endpoints.aws, {
    Action: 'CreateTopic',
    Name: name,
    ...entries('Attributes', attributes),
  })
  const arn = xmlText(answer, 'TopicArn') ?? ''
  return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } }
}
