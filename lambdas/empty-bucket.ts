import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { answerCloudFormation } from '../lib/adapters/aws/answer-cloudformation.ts'
import { emptyBucket } from '../lib/adapters/aws/empty-bucket.ts'

/** Empties a bucket when CloudFormation is about to delete it, which fails while there is anything in it. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const bucket = String(event.ResourceProperties['BucketName'])
  await answerCloudFormation(event, bucket, async () => {
    if (event.RequestType === 'Delete') await emptyBucket(bucket)
  })
}
