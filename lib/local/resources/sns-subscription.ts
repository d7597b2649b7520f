import { callQuery, entries, xmlText } from '../emulators/aws-calls.ts'
import { type Provision, textAttributes } from './resource-type.ts'

const ATTRIBUTES = [
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'DeliveryPolicy',
]

/** AWS::SNS::Subscription */
export const provisionSubscription: Provision = async ({ properties }, { endpoints }) => {
  const attributes = textAttributes(properties, ATTRIBUTES)
  const answer = await callQuery(endpoints.aws, {
    Action: 'Subscribe',
    TopicArn: String(properties['TopicArn']),
    Protocol: String(properties['Protocol']),
    Endpoint: String(properties['Endpoint']),
    ReturnSubscriptionArn: 'true',
    ...entries('Attributes', attributes),
  })
  const arn = xmlText(answer, 'SubscriptionArn') ?? ''
  // One that was kept from an earlier run is returned as it was.
  for (const name of ATTRIBUTES) {
    if (attributes[name] === undefined && name !== 'FilterPolicy') continue
    await callQuery(endpoints.aws, {
      Action: 'SetSubscriptionAttributes',
      SubscriptionArn: arn,
      AttributeName: name,
      AttributeValue: attributes[name] ?? '',
    })
  }
  return { physicalId: arn, attributes: { Arn: arn } }
}
