import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { CLAIM_PREFIX } from '../../topology/resource-names.ts'
import { CLAIM_RETENTION_SECONDS } from '../../topology/settings.ts'
import { claimBucket } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { EmptyOnDelete } from './empty-on-delete.ts'

/**
 * The data of events that no message holds, kept longer than any message can live. An object is never changed: its name
 * says what is in it.
 */
export class ClaimBucket extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, deployment: Deployment, key?: IKey) {
    super(scope, id)
    const { removalPolicy } = deployment.config
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: claimBucket(deployment),
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy,
      lifecycleRules: [
        {
          prefix: CLAIM_PREFIX,
          expiration: Duration.seconds(CLAIM_RETENTION_SECONDS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    })
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only functions of the bus read and write it, and each of their calls shows in the ledger; who else may is for CloudTrail to tell, whose data events are a setting of the account.',
    })
    if (removalPolicy === RemovalPolicy.DESTROY)
      new EmptyOnDelete(this, 'EmptyOnDelete', deployment, this.bucket)
  }
}
