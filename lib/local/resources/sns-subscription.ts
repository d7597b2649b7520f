import { callQuery, entries, xmlText } from '../emulators/aws-calls.ts'
import { NotRunHere } from './not-run-here.ts'
import { type Provision, textAttributes } from './resource-type.ts'

const ATTRIBUTES = [
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'DeliveryPolicy',
]

/** AWS::SNS::Subscription of a queue. */
export const provisionSubscription: Provision = async ({ properties }, { endpoints }) => {
  const { TopicArn, Protocol, Endpoint } = properties
  if (Protocol !== 'sqs') throw new NotRunHere(`topics deliver to queues only at home, not to '${Protocol}'`)
  const answer = await callQuery(endpoints.aws, {
    Action: 'Subscribe',
    TopicArn: String(TopicArn),
    Protocol,
    Endpoint: String(Endpoint),
    ReturnSubscriptionArn: 'true',
    ...entries('Attributes', textAttributes(properties, ATTRIBUTES)),
  })
  const arn = xmlText(answer, 'SubscriptionArn') ?? ''
  return { physicalId: arn, attributes: { Arn: arn } }
}
