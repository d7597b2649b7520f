import { callJson } from '../emulators/aws-calls.ts'
import { generatedName, type Provision } from './resource-type.ts'

const MAX_NAME_LENGTH = 200

/** AWS::SQS::QueuePolicy. It is there to be read, by `omnibus doctor` above all: permissions are not enforced at home. */
export const provisionQueuePolicy: Provision = async (input, { endpoints }) => {
  const { PolicyDocument, Queues } = input.properties
  for (const QueueUrl of Queues as readonly string[]) {
    const Attributes = { Policy: JSON.stringify(PolicyDocument) }
    await callJson(endpoints.aws, 'AmazonSQS.SetQueueAttributes', { QueueUrl, Attributes })
  }
  const id = generatedName(input, MAX_NAME_LENGTH)
  return { physicalId: id, attributes: { Id: id } }
}
