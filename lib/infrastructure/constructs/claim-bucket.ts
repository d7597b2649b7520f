import { Duration } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { CLAIM_PREFIX } from '../../topology/resource-names.ts'
import { CLAIM_RETENTION_SECONDS } from '../../topology/settings.ts'
import { claimBucket } from '../arns.ts'
import type { Deployment } from '../deployment.ts'

/**
 * The data of events that no message holds, kept longer than any message can live. An object is never changed: its name
 * says what is in it.
 */
export class ClaimBucket extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: claimBucket(deployment),
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: deployment.config.removalPolicy,
      lifecycleRules: [
        {
          prefix: CLAIM_PREFIX,
          expiration: Duration.seconds(CLAIM_RETENTION_SECONDS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
  }
}
