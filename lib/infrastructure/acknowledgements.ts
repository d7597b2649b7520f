import { Validations } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { CLAIM_PREFIX, coreStackName } from '../topology/resource-names.ts'
import type { BundledFunction } from './constructs/bundled-function.ts'
import type { Deployment } from './deployment.ts'
import type { StageConfig } from './stage-config.ts'

/**
 * What several constructs answer to the rules of cdk-nag in the same words. The rest is in the constructs themselves.
 */
export function acknowledgeNoRecovery(table: Table, { pointInTimeRecovery }: StageConfig): void {
  if (pointInTimeRecovery) return
  Validations.of(table).acknowledge({
    id: 'AwsSolutions-DDB3',
    reason: 'A stage that leaves nothing behind has nothing that is worth bringing back.',
  })
}

/** What the permissions of a function are held against. */
export function acknowledgeForRole({ role }: BundledFunction, rule: AcknowledgedRule): void {
  if (role) Validations.of(role).acknowledge(rule)
}

interface AcknowledgedRule {
  readonly id: string
  readonly reason: string
}

/** Of a function that reads or writes the data of large events. */
export function acknowledgeClaims(target: BundledFunction, { topology, config }: Deployment): void {
  const bucket = `${coreStackName(topology, config.stage)}-<AWS::AccountId>-<AWS::Region>`
  acknowledgeForRole(target, {
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucket}/${CLAIM_PREFIX}*]`,
    reason: 'The names of the objects hold a digest of their data, so only their beginning is known.',
  })
}
