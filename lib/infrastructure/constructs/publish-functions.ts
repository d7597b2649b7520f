import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { VARIABLES } from '../../topology/environment-variables.ts'
import { acknowledgeClaims } from '../acknowledgements.ts'
import { claimArn, ledgerArn, topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { PUBLISH_ENTRY, QUERY_ENTRY } from '../function-entries.ts'
import { mayPublish } from '../may-publish.ts'
import { BundledFunction } from './bundled-function.ts'
import { encryptionKey, grantKey } from './encryption-key.ts'

/** May publish, keep idempotency keys and put large data away. */
export function publishFunction(scope: Construct, deployment: Deployment): BundledFunction {
  const target = new BundledFunction(scope, 'Publish', deployment, {
    entry: PUBLISH_ENTRY,
    description: 'Takes events from producers and publishes them.',
    timeoutSeconds: 29,
    memoryMegabytes: 512,
  })
  grantKey(encryptionKey(scope, deployment), target)
  acknowledgeClaims(target, deployment)
  const topics = Object.keys(deployment.topology.topics).map((topic) => topicArn(deployment, topic))
  for (const statement of mayPublish(topics)) target.addToRolePolicy(statement)
  target.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [ledgerArn(deployment)] }),
  )
  target.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [claimArn(deployment)] }),
  )
  return target
}

/** May read the ledger. */
export function queryFunction(scope: Construct, deployment: Deployment): BundledFunction {
  const target = new BundledFunction(scope, 'Query', deployment, {
    entry: QUERY_ENTRY,
    description: 'Tells which topics there are, who may call, and what became of an event.',
    timeoutSeconds: 10,
    memoryMegabytes: 256,
    environment: {
      [VARIABLES.requestsPerSecond]: String(deployment.config.throttling.requestsPerSecond),
    },
  })
  target.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [ledgerArn(deployment)] }),
  )
  return target
}
