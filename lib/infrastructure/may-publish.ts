import { PolicyStatement } from 'aws-cdk-lib/aws-iam'

/** As many ARNs as fit into a managed policy, whatever their length. */
const TOPICS_IN_A_STATEMENT = 30

/**
 * Permission to publish to topics. More than fit into the policy of a role are several statements, which the CDK spreads
 * over policies; it neither splits a statement nor joins those that have a name.
 */
export function mayPublish(topicArns: readonly string[]): PolicyStatement[] {
  const count = Math.ceil(topicArns.length / TOPICS_IN_A_STATEMENT)
  return Array.from({ length: count }, (_, index) => {
    const start = index * TOPICS_IN_A_STATEMENT
    return new PolicyStatement({
      actions: ['sns:Publish'],
      resources: topicArns.slice(start, start + TOPICS_IN_A_STATEMENT),
      ...(count > 1 && { sid: `Publish${index}` }),
    })
  })
}
