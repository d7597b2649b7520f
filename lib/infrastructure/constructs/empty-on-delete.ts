import { CustomResource, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledgeForRole } from '../acknowledgements.ts'
import type { Deployment } from '../deployment.ts'
import { EMPTY_BUCKET_ENTRY } from '../function-entries.ts'
import { BundledFunction } from './bundled-function.ts'

/**
 * Empties a bucket when its stack goes. The CDK's own way would leave a log group behind, with a role that may write to
 * every other.
 */
export class EmptyOnDelete extends Construct {
  constructor(scope: Construct, id: string, deployment: Deployment, bucket: Bucket) {
    super(scope, id)
    const target = new BundledFunction(this, 'Function', deployment, {
      entry: EMPTY_BUCKET_ENTRY,
      description: 'Empties a bucket when its stack is deleted.',
      timeoutSeconds: 900,
      memoryMegabytes: 256,
    })
    target.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }))
    target.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:DeleteObject'], resources: [bucket.arnForObjects('*')] }),
    )
    const logicalId = Stack.of(this).resolve((bucket.node.defaultChild as CfnBucket).logicalId)
    acknowledgeForRole(target, {
      id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/*]`,
      reason: 'It deletes whatever is in the bucket, which goes with it.',
    })
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::EmptyOnDelete',
      serviceToken: target.functionArn,
      properties: { BucketName: bucket.bucketName },
    })
    // The last to be made is the first to go: while all that it needs is still there.
    resource.node.addDependency(target, bucket)
  }
}
