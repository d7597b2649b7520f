import { RemovalPolicy, Validations } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'
import { EmptyOnDelete } from './empty-on-delete.ts'

/** The files of the web console. They hold nothing that is secret, and only CloudFront reads them. */
export class ConsoleBucket extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    const { removalPolicy } = deployment.config
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy,
    })
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Its files are the same for everybody and hold no secret: who read them tells nothing.',
    })
    if (removalPolicy === RemovalPolicy.DESTROY)
      new EmptyOnDelete(this, 'EmptyOnDelete', deployment, this.bucket)
  }
}
