import { Aws } from 'aws-cdk-lib'
import {
  auditTableName,
  CLAIM_PREFIX,
  claimBucketName,
  coreStackName,
  ledgerName,
  topicName,
} from '../topology/resource-names.ts'
import type { Deployment } from './deployment.ts'

/**
 * ARNs by name, of pseudo parameters only: a stack refers to another's resources without an export that would lock
 * them, and a template fits any account.
 */
export const TOPIC_ARN_BASE = `arn:${Aws.PARTITION}:sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:`

export function topicArn({ topology, config }: Deployment, topic: string): string {
  return TOPIC_ARN_BASE + topicName(topology, config.stage, topic)
}

export function ledgerArn({ topology, config }: Deployment): string {
  return `arn:${Aws.PARTITION}:dynamodb:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/${ledgerName(topology, config.stage)}`
}

export function auditArn({ topology, config }: Deployment): string {
  const name = auditTableName(topology, config.stage)
  return `arn:${Aws.PARTITION}:dynamodb:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/${name}`
}

/** CloudFormation may cut the name of a stack to this where it makes one of it. */
const KEPT_OF_A_NAME = 24

/** The names of what CloudFormation names after the stacks of this bus, as far as it keeps their names. */
export function namesBeginning({ topology, config }: Deployment): string {
  return `${`${coreStackName(topology, config.stage)}-`.slice(0, KEPT_OF_A_NAME)}*`
}

export function claimBucket({ topology, config }: Deployment): string {
  return claimBucketName(topology, config.stage, { account: Aws.ACCOUNT_ID, region: Aws.REGION })
}

export function claimBucketArn(deployment: Deployment): string {
  return `arn:${Aws.PARTITION}:s3:::${claimBucket(deployment)}`
}

/** Of the objects that hold the data of large events. */
export function claimArn(deployment: Deployment): string {
  return `${claimBucketArn(deployment)}/${CLAIM_PREFIX}*`
}
